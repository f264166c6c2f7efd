/** The table of formats: nothing else knows their names. */
import { architect } from './architect.ts';
import { cdk } from './cdk.ts';
import { chalice } from './chalice.ts';
import { cloudformation } from './cloudformation/format.ts';
import type { TemplateFormat } from './contract.ts';
import { otherLanguages } from './other-languages.ts';
import { pulumi, sst } from './program-frameworks.ts';
import { serverless } from './serverless/format.ts';
import { serverlessProgram } from './serverless/program.ts';
import { terraform } from './terraform/format.ts';

/** All formats, asked in this order; the first that claims a file reads it. SAM and CloudFormation are one reader. */
export const FORMATS: readonly TemplateFormat[] = [
  serverless,
  serverlessProgram,
  cloudformation,
  terraform,
  sst,
  pulumi,
  cdk,
  otherLanguages,
  chalice,
  architect,
];
