/** The commands: what each does, its arguments, examples, formats. --help and docs/commands.md are made from this table and the table of options. */
import type { Command } from '../core/config/option.ts';
import type { Format } from '../core/report/render.ts';

/** One command. */
export interface CommandEntry {
  /** Usage of the positional arguments in commander's spelling; empty: none. */
  readonly args: string;
  /** Each positional argument explained. */
  readonly argHelp: string;
  readonly summary: string;
  readonly description: string;
  readonly examples: readonly (readonly [command: string, says: string])[];
  /** Output formats it knows; empty: it takes no -o. */
  readonly formats: readonly Format[];
}

/** All commands in the order help shows them. */
export const COMMAND_TABLE: Readonly<Record<Command, CommandEntry>> = {
  analyze: {
    args: '[PATH...]',
    argHelp: 'files, directories, globs, or - for stdin; plain or gzip, every shape Lambda logs are exported in',
    summary: 'past invocations in, per function what is wrong, the right size and its money out',
    description:
      'Reads past invocations from log files or stdin and says, per function, what it uses, what is wrong, what size it should have, what that saves and how sure that is. Changes nothing.',
    examples: [
      ['memfit analyze --sample', 'the sample logs that come with memfit'],
      ['memfit analyze logs/ --region ap-northeast-2', 'every log file below a folder, priced in Seoul'],
      ['memfit analyze logs/ --function youtube', 'one function in detail'],
      [
        `aws logs filter-log-events --log-group-name /aws/lambda/youtube --output json | memfit analyze`,
        'straight from the AWS CLI',
      ],
      ['memfit analyze logs/ -o markdown --top 10 > comment.md', 'a pull-request comment'],
      ['memfit analyze logs/ --fail-on critical', 'a gate: exit code 3 when something loses requests now'],
    ],
    formats: ['table', 'json', 'ndjson', 'csv', 'markdown', 'html'],
  },
  records: {
    args: '[PATH...]',
    argHelp: 'files, directories, globs, or - for stdin',
    summary: 'the invocations in the logs as uniform records',
    description: 'Prints one normalised record an invocation (schemas/record.v1.json), whatever shape the logs have.',
    examples: [
      ['memfit records logs/ > records.ndjson', 'one JSON object a line'],
      ['memfit records logs/ -o csv', 'for a spreadsheet'],
      ['memfit records export.csv --lines', 'every platform line, not joined'],
    ],
    formats: ['ndjson', 'csv'],
  },
  tune: {
    args: '[FUNCTION...]',
    argHelp: 'functions by their id in the template; with --engine replay nothing stands for all of the run',
    summary: 'measure a function at several sizes and find the right one',
    description:
      'Runs the function on this machine under the CPU share and memory limit of Lambda, at sizes chosen one after the other, until the right size is clear or the budget is spent. Saves every call below .memfit/runs. Needs Linux.',
    examples: [
      ['memfit tune ThumbnailFunction --payload event.json', 'a function of template.yaml in this folder'],
      ['memfit tune Resize --code dist --handler index.handler --runtime nodejs22.x', 'without a template'],
      ['memfit tune Poetry YouTube --goal cost --max-time 60s', 'two in turn, a minute each'],
      ['memfit tune --engine replay -o json', 'the latest run again, without calling anything'],
      ['memfit tune --engine replay -o html > tune.html', 'as a page with drawn curves'],
    ],
    formats: ['table', 'json', 'csv', 'markdown', 'html'],
  },
  report: {
    args: '[RUN]',
    argHelp: 'a run below .memfit/runs: its id or its folder; nothing: the latest',
    summary: 'a saved run of tune as a page, with what the logs say',
    description:
      'Prints what the samples of a saved run say: one page with the curves, to be kept or sent, or Markdown, JSON, CSV. With --logs the page shows the analysis of logs beside it, as the page of the demo does. Calls nothing, loads nothing from elsewhere.',
    examples: [
      ['memfit report > report.html', 'the latest run, as a page'],
      ['memfit report --logs logs > report.html', 'with the table of functions and findings of the logs'],
      ['memfit report 20261124T030405Z-tune-0a1b2c -o markdown', 'one run, for a pull request'],
    ],
    formats: ['json', 'csv', 'markdown', 'html'],
  },
  plan: {
    args: '',
    argHelp: '',
    summary: 'recommendations become edits of your own templates, shown as a diff',
    description:
      'Finds the functions in the templates of this project, follows parameters, variables and Globals to where each size is written, and shows the edits that would change it, or says why it cannot. Changes nothing.',
    examples: [
      ['memfit plan --from analysis.json', 'what a saved analysis recommends'],
      ['memfit plan --set Poetry=256', 'a size given by hand'],
      ['memfit plan --from analysis.json -o json > plan.json', 'a plan file to review and apply later'],
      ['memfit plan --from analysis.json --check', 'a gate: exit code 3 when the templates say something else'],
    ],
    formats: ['table', 'json', 'markdown'],
  },
  apply: {
    args: '[PLAN]',
    argHelp:
      'a plan file (memfit plan -o json); nothing: planned anew from --from and --set; with --undo: the id of a plan',
    summary: 'carry a plan out in your files, or take it back',
    description:
      'Shows the diff, asks, writes only the bytes of the values, and remembers how to take it back. A plan whose files changed since is refused.',
    examples: [
      ['memfit apply plan.json', 'a plan that was reviewed'],
      ['memfit apply --set Poetry=256 --yes', 'without the question'],
      ['memfit apply --undo', 'as it was before, byte for byte'],
    ],
    formats: [],
  },
  list: {
    args: '',
    argHelp: '',
    summary: 'the functions of this project and their sizes',
    description:
      'Lists every function that the templates of this project declare: memory and where it is written, timeout, and, with an analysis, typical duration, typical memory used and drift from what is deployed.',
    examples: [
      ['memfit list', 'from the templates alone'],
      ['memfit list --from analysis.json -o csv', 'joined with what the logs show'],
    ],
    formats: ['table', 'json', 'csv', 'markdown'],
  },
  cost: {
    args: '[BEFORE] [AFTER]',
    argHelp: 'size and duration of a call: 512x10s 256x12s',
    summary: 'what-if: exact cost before and after a change',
    description:
      'Computes the exact cost of a call, a thousand and a month before and after a change of size and duration.',
    examples: [
      ['memfit cost 512x10s 256x12s', 'one function, per invocation and per 1,000'],
      ['memfit cost 2048x30s 1536x35s --invocations-per-month 20000', 'and per month'],
    ],
    formats: ['table', 'json', 'ndjson', 'csv', 'markdown'],
  },
  sizes: {
    args: '',
    argHelp: '',
    summary: 'what each memory size gives and costs',
    description: 'Prints the sizes: CPU share, cost multiplier, what they are used for, cost of a call.',
    examples: [
      ['memfit sizes', 'the common sizes'],
      ['memfit sizes --size 1769,3008 --region eu-west-1', 'these, priced in Ireland'],
    ],
    formats: ['table', 'json', 'ndjson', 'csv', 'markdown'],
  },
  init: {
    args: '[PATH...]',
    argHelp: 'logs or a template to take the functions from; nothing: what the project folder shows',
    summary: 'write a commented memfit.config.yaml',
    description:
      'Writes a commented memfit.config.yaml with the functions of your template or logs. Shows it first; replaces nothing unasked.',
    examples: [
      ['memfit init', 'from the template in this folder'],
      ['memfit init --dry-run', 'show it and write nothing'],
    ],
    formats: [],
  },
  demo: {
    args: '',
    argHelp: '',
    summary: 'the whole round on the example app, on this machine',
    description:
      'Runs the three functions of the example that comes with memfit under the limits of Lambda, with stand-ins for the services they call: load, its logs, analysis, tuning, the plan for the template. Works in a copy below .memfit/demo, writes .memfit/report.html, stops everything it started. Less than three minutes; the first time, Python packages for one function are fetched before (130 MB, kept in the cache).',
    examples: [
      ['memfit demo', 'all of it'],
      ['memfit demo --quick', 'a glance, in half a minute'],
      ['memfit demo --recorded', 'a recorded round, where nothing can be run'],
    ],
    formats: [],
  },
  doctor: {
    args: '',
    argHelp: '',
    summary: 'check what memfit needs, and say what to do about the rest',
    description:
      'Checks Node, the terminal, the configuration, the sample logs, the price table, write access and the platform.',
    examples: [
      ['memfit doctor', 'one line a check'],
      ['memfit doctor --local', 'and a proof that memory and CPU limits hold here'],
      ['memfit doctor -o json', 'for a script'],
    ],
    formats: ['table', 'json'],
  },
  completion: {
    args: '<SHELL>',
    argHelp: 'bash, zsh, fish or powershell',
    summary: 'print the completion script of a shell',
    description: 'Prints a script that completes memfit commands, flags, values and file names.',
    examples: [
      ['memfit completion bash > ~/.local/share/bash-completion/completions/memfit', 'bash'],
      ['memfit completion zsh > "$' + '{fpath[1]}/_memfit"', 'zsh'],
      ['memfit completion fish > ~/.config/fish/completions/memfit.fish', 'fish'],
      ['memfit completion powershell >> $PROFILE', 'PowerShell'],
    ],
    formats: [],
  },
};
