/** The words for why a size is not edited, and what to do: one row a code. */
import type { RefusalCode } from '../../model/template.ts';

/** Why, and the next step. `detail` stands beside them as the template writes it. */
export interface RefusalWords {
  readonly why: string;
  readonly next: string;
}

/** Exhaustive: a new code does not compile without its words. */
export const REFUSAL_WORDS: Readonly<Record<RefusalCode, RefusalWords>> = {
  computed: { why: 'the size is computed', next: 'write a number here, or change what it is computed from' },
  'dynamic-reference': { why: 'the size is looked up at deployment', next: 'change it where it is kept' },
  'environment-variable': {
    why: 'the size comes from an environment variable',
    next: 'change it where the variable is set',
  },
  'parameter-without-value': {
    why: 'no file gives this parameter a value',
    next: 'name the environment with --environment, or pass the value with --parameter',
  },
  'parameter-of-ssm': {
    why: 'the size is kept in the Systems Manager Parameter Store',
    next: 'change the parameter there',
  },
  'unresolved-reference': {
    why: 'this reference leads to nothing in the project',
    next: 'check the name, or pass its file with --template',
  },
  'outside-value': { why: 'the value comes from outside these files', next: 'change it where it is given' },
  'several-values': {
    why: 'only the deployment decides between several values',
    next: 'name the environment with --environment, or change the branch you mean',
  },
  'shared-value': {
    why: 'other functions would move with it, and an own value has no place here',
    next: 'ask for the same size for all of them',
  },
  'ignored-changes': {
    why: 'ignore_changes makes an edit do nothing',
    next: 'take memory_size out of ignore_changes first',
  },
  'generated-by-framework': { why: 'the framework makes this function for itself', next: 'leave it' },
  'generated-file': { why: 'the file is generated', next: 'change its source' },
  'managed-instance': { why: 'the function runs on Lambda Managed Instances', next: 'size its capacity provider' },
  loop: { why: 'one text makes several functions', next: 'change it by hand for all of them' },
  'not-allowed-by-parameter': {
    why: 'the parameter does not allow this size',
    next: 'widen AllowedValues or its bounds, or choose another size',
  },
  'not-a-size': {
    why: 'this is not read as a whole number of MB by all tools',
    next: 'write a plain number such as 512',
  },
  'no-place': { why: 'there is no safe place to write the size', next: 'add it by hand' },
  'format-not-edited': {
    why: 'functions of this framework are reported, not edited',
    next: 'change this line by hand',
  },
  'ambiguous-function': { why: 'several functions have this name', next: 'name one as file#id or file:line' },
  'unknown-function': { why: 'no template declares this function', next: 'see memfit list for the names' },
  'broken-file': { why: 'the file does not parse', next: 'repair it first' },
  pinned: { why: 'the configuration pins its size', next: 'change pin in memfit.config.yaml' },
};
