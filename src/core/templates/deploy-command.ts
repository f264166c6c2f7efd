/** The command that deploys what an edited file belongs to, as its framework documents it. */
import { baseName, folderOf } from './paths.ts';

/** A command and the folder it is run in ('' is the project's own). */
export interface DeployCommand {
  readonly folder: string;
  readonly command: readonly string[];
  /** What follows the first command when it succeeds; empty: nothing. */
  readonly after: readonly string[];
}

/** Tells the framework by name and text of the edited file; parameter files belong to CloudFormation. */
export function deployCommand(file: string, text: string): DeployCommand {
  const folder = folderOf(file);
  const name = baseName(file);
  if (/\.(?:tf|tofu|tfvars)(?:\.json)?$/.test(name))
    return { folder, command: ['terraform', 'plan'], after: ['terraform', 'apply'] };
  if (/\.[cm]?[jt]sx?$/.test(name)) return { folder: '', command: ['cdk', 'deploy'], after: [] };
  if (/^serverless\b/.test(name) || /^provider\s*:/m.test(text))
    return { folder, command: ['serverless', 'deploy'], after: [] };
  if (/^samconfig\./.test(name) || /AWS::Serverless/.test(text))
    return { folder, command: ['sam', 'build'], after: ['sam', 'deploy'] };
  return { folder, command: ['aws', 'cloudformation', 'deploy', '--template-file', name], after: [] };
}
