/** Writes docs/configuration.md from the table of options and the shape of the file, so that the page cannot fall behind. */
import { flagsOf, type Option, variableOf } from './option.ts';
import { OPTIONS } from './options.ts';

/** The whole page as Markdown, with LF line ends. */
export function configurationMarkdown(): string {
  const groups = [...new Set((OPTIONS as readonly Option[]).map(({ group }) => group))];
  return `${INTRODUCTION}\n${groups.map(groupText).join('\n')}\n${FILE}`;
}

function groupText(group: string): string {
  const options = (OPTIONS as readonly Option[]).filter((option) => option.group === group);
  return `## ${group}\n\n${options.map(optionText).join('\n')}`;
}

function optionText(option: Option): string {
  const { name, help, default: preset, unit, reason, key, commands } = option;
  const value = preset === null ? 'none' : `\`${preset}\``;
  return [
    `### \`${flagsOf(option)}\`\n`,
    `${help.charAt(0).toUpperCase()}${help.slice(1)}.\n`,
    `- Default: ${value}${unit === null ? '' : ` (${unit})`}: ${reason}.`,
    `- Variable \`${variableOf(name)}\`${key === null ? '; not settable in the file' : `, in the file \`${key}\``}.`,
    `- Commands: ${commands.map((command) => `\`${command}\``).join(', ')}.\n`,
  ].join('\n');
}

const INTRODUCTION = `# Configuration

<!-- Generated from src/core/config/options.ts by configurationMarkdown(); do not edit. -->

A value is taken from the flag, else from the environment variable, else from \`memfit.config.yaml\`, else it is the default. An empty variable
is not set. Lists may be repeated or separated by commas; a switch given as a variable is \`true\` or \`false\`. A value that cannot be used is
an error (exit code 2) that names the flag, the variable, or the file with line and column.
`;

const FILE = `## memfit.config.yaml

The file is looked for in the working directory and above it, up to the folder that holds \`.git\` and never higher; outside a repository only in
the working directory. \`--config\` names another one, \`--no-config\` uses none. It is YAML (or JSON: \`memfit.config.json\`) and is checked
against \`schemas/config.v1.json\`; put \`$schema: https://unpkg.com/memfit/schemas/config.v1.json\` on top and editors complete it.
\`memfit init\` writes a first one.

The file comes with a repository, so it cannot decide where memfit connects or as whom: profile, role, endpoint, certificate bundle, proxy,
webhook and credentials are refused there.

\`\`\`yaml
goal: balanced
region: ap-northeast-2
functions:
  PoetryFunction:
    floorMB: 256
    policy:
      - { below: 256, size: 256 }
      - { from: 256, to: 400, keep: true }
      - { above: 400, investigate: look for a leak }
    ignore:
      - { finding: cold-start-heavy, reason: called once a day, until: 2027-01-01 }
  ThumbnailFunction:
    pin: 256
\`\`\`

| setting of a function | meaning |
| --- | --- |
| \`goal\` | its own goal |
| \`floorMB\`, \`minMB\`, \`maxMB\` | sizes that are not gone below or above |
| \`pin\` | the size stays; other advice becomes a remark |
| \`policy\` | rules on the maximum memory use of at least 95 % of environments: \`below\`, \`above\`, or \`from\` (included) and \`to\` (left out), with \`size\`, \`keep: true\` or \`investigate\`. They are shown beside the recommendation; rules that overlap are refused |
| \`ignore\` | findings to show as suppressed: \`finding\`, \`reason\`, and \`until\` (a day) |
| \`invocationsPerMonth\` | instead of what the logs suggest |
| \`logGroup\` | the log group that belongs to the function, where its name does not tell |
| \`owner\` | for grouping |
| \`architecture\`, \`region\`, \`ephemeralMB\`, \`provisionedConcurrency\` | what prices depend on |
| \`payloads\` | events to measure with: \`file\`, \`weight\`, \`expect\`, \`worst\` |
| \`invoke\` | \`safe\`, \`idempotent\` or \`never\`: whether it may be called for measuring |

| setting of a service | meaning |
| --- | --- |
| \`command\` | program and arguments of its local stand-in, run in the folder of the file; \`{factor}\` is filled in. Shown and asked about before it is run |
| \`functions\` | functions that need it; all unless said |
| \`ready\` | \`line\`, \`url\` or \`port\`, and \`timeoutSeconds\` (10) |
| \`env\` | variables for those functions; \`{url}\` and \`{factor}\` are filled in |
| \`latency\` | \`factor\`: what its waits are multiplied by (1); other keys are for readers |

[Stand-ins](tune.md#stand-ins-for-the-services-it-calls) says when they run. \`endpoints\`, \`alarms\`, \`review\` and \`accounts\` are accepted and their shape is checked; commands that use them describe them.
`;
