/** The table of formats: nothing else knows their names. */

import { cdk } from './cdk.ts';
import { cloudformation } from './cloudformation/format.ts';
import type { TemplateFormat } from './contract.ts';
import { serverless } from './serverless/format.ts';
import { terraform } from './terraform/format.ts';

/** All formats, asked in this order; the first that claims a file reads it. SAM and CloudFormation are one reader. */
export const FORMATS: readonly TemplateFormat[] = [serverless, cloudformation, terraform, cdk];
