/** Completion for PowerShell 5.1 and newer. */
import { type CommandWord, completionWords } from './words.ts';

/** The script. File names are completed by PowerShell itself where nothing of ours fits. */
export function powershellCompletion(): string {
  const commands = completionWords();
  return `# memfit completion for PowerShell
Register-ArgumentCompleter -Native -CommandName memfit -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $commands = [ordered]@{
${commands.map(({ name, help }) => `    ${quoted(name)} = ${quoted(help)}`).join('\n')}
  }
  $flags = @{
${commands.map(flagTable).join('\n')}
  }
  $values = @{
${commands.map(valueTable).join('\n')}
  }
  $elements = @($commandAst.CommandElements | ForEach-Object { $_.ToString() })
  $command = $elements | Select-Object -Skip 1 | Where-Object { $commands.Contains($_) } | Select-Object -First 1
  $done = if ($wordToComplete) { $elements.Count - 1 } else { $elements.Count }
  $before = if ($done -gt 0) { $elements[$done - 1] } else { '' }
  if (-not $command) {
    $candidates = @($commands.Keys | ForEach-Object { [pscustomobject]@{ Text = $_; Help = $commands[$_] } })
  } elseif ($values[$command].ContainsKey($before)) {
    $candidates = @($values[$command][$before] | ForEach-Object { [pscustomobject]@{ Text = $_; Help = $_ } })
  } else {
    $candidates = @($flags[$command].Keys | ForEach-Object { [pscustomobject]@{ Text = $_; Help = $flags[$command][$_] } })
  }
  $candidates | Where-Object { $_.Text -like "$wordToComplete*" } | Sort-Object Text | ForEach-Object {
    [System.Management.Automation.CompletionResult]::new($_.Text, $_.Text, 'ParameterValue', $_.Help)
  }
}
`;
}

function flagTable({ name, flags, args }: CommandWord): string {
  const entries = [...flags.map(({ flag, help }) => [flag, help] as const), ...args.map((arg) => [arg, arg] as const)];
  return `    ${quoted(name)} = @{ ${entries.map(([flag, help]) => `${quoted(flag)} = ${quoted(help)}`).join('; ')} }`;
}

function valueTable({ name, flags }: CommandWord): string {
  const entries = flags.flatMap(({ flag, short, values }) =>
    values
      ? [flag, short]
          .filter((word) => word !== null)
          .map((word) => `${quoted(word)} = @(${values.map(quoted).join(', ')})`)
      : [],
  );
  return `    ${quoted(name)} = @{ ${entries.join('; ')} }`;
}

function quoted(text: string): string {
  return `'${text.replace(/['\u2018\u2019\u201a\u201b]/g, '$&$&')}'`;
}
