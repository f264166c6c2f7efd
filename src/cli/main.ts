#!/usr/bin/env node
import { Command } from 'commander';

/** The process edge. */
const program = new Command('memfit').description('right-size the memory of AWS Lambda functions');
program.parse();
