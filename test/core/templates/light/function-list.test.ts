import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { declaredFunctions } from '../../../../src/core/templates/light/function-list.ts';

const SAM = `AWSTemplateFormatVersion: '2010-09-09'
Transform: AWS::Serverless-2016-10-31
Globals:
  Function:
    Timeout: 30
    Runtime: nodejs22.x
    Architectures: [arm64]
Parameters:
  Memory: { Type: Number, Default: 2048 }
Resources:
  PoetryFunction:
    Type: AWS::Serverless::Function
    Properties:
      MemorySize: 512
  YouTubeFunction:
    Type: AWS::Serverless::Function
    Properties:
      MemorySize: !Ref Memory
      Runtime: !Sub python\${V}
      Timeout: "60"
  Thumbnail:
    Type: AWS::Serverless::Function
    Properties: { Architectures: [!If [A, arm64, x86_64]] }
  Plain:
    Type: AWS::Lambda::Function
    Properties: { MemorySize: "256" }
  Table: { Type: AWS::DynamoDB::Table }
`;

describe('the functions of a template', () => {
  it('of SAM, with Globals, defaults and expressions told apart', () => {
    const list = declaredFunctions(SAM);
    expect(list?.kind).toBe('sam');
    expect(list?.functions).toEqual([
      {
        id: 'PoetryFunction',
        line: 11,
        memoryMB: { value: 512, from: 'function' },
        timeoutSeconds: { value: 30, from: 'shared' },
        runtime: 'nodejs22.x',
        architecture: 'arm64',
      },
      {
        id: 'YouTubeFunction',
        line: 15,
        memoryMB: { value: null, from: 'expression' },
        timeoutSeconds: { value: 60, from: 'function' },
        runtime: null,
        architecture: 'arm64',
      },
      {
        id: 'Thumbnail',
        line: 21,
        memoryMB: { value: 128, from: 'default' },
        timeoutSeconds: { value: 30, from: 'shared' },
        runtime: 'nodejs22.x',
        architecture: null,
      },
      {
        id: 'Plain',
        line: 24,
        memoryMB: { value: 256, from: 'function' },
        timeoutSeconds: { value: 3, from: 'default' },
        runtime: null,
        architecture: null,
      },
    ]);
  });

  it('of CloudFormation in JSON, with CRLF and a byte order mark', () => {
    const text =
      '\ufeff{\r\n\t"Resources": {\r\n\t\t"F": { "Type": "AWS::Lambda::Function", "Properties": { "MemorySize": { "Ref": "M" } } }\r\n}}';
    expect(declaredFunctions(text)).toMatchObject({
      kind: 'cloudformation',
      functions: [{ id: 'F', line: 3, memoryMB: { value: null, from: 'expression' } }],
    });
  });

  it('of the Serverless Framework, whose default is 1,024 MB', () => {
    const text =
      'service: app\nprovider:\n  name: aws\n  memorySize: 512\nfunctions:\n  a:\n    handler: a.b\n  b: { memorySize: "VAR" }\n'.replace(
        'VAR',
        ['$', '{opt:m, 256}'].join(''),
      );
    expect(declaredFunctions(text)?.functions.map(({ id, memoryMB }) => [id, memoryMB])).toEqual([
      ['a', { value: 512, from: 'shared' }],
      ['b', { value: null, from: 'expression' }],
    ]);
    expect(declaredFunctions(text.replace('  memorySize: 512\n', ''))?.functions[0]?.memoryMB).toEqual({
      value: 1_024,
      from: 'default',
    });
  });

  it('is null for what is no template', () => {
    for (const text of [
      '',
      'hello',
      '- a',
      '{}',
      'Resources',
      'REPORT RequestId: x\tDuration: 1 ms',
      '{"events": []}',
    ]) {
      expect(declaredFunctions(text), text).toBeNull();
    }
  });

  it('never throws', () => {
    const pieces = fc.array(
      fc.constantFrom(...SAM.split(/(?<=\n)/), '\t', '!Ref', '&a', '*a', '{', '[', '"', '<<: *a\n', '\u0000'),
    );
    fc.assert(fc.property(pieces, (lines) => void declaredFunctions(lines.join(''))));
    fc.assert(fc.property(fc.string(), (text) => void declaredFunctions(`Resources:\n${text}`)));
  });
});
