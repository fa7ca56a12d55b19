import type { Diagnostic } from "@codemirror/lint";
import type { Text } from "@codemirror/state";

/** Something wrong at a place, both counted from 1. */
export type Problem = { level: "error" | "warning"; message: string; line: number; column: number };

/** Marks for the editor: from the place to the end of the word that stands there. */
export function diagnosticsOf(doc: Text, problems: readonly Problem[]): Diagnostic[] {
  return problems
    .map((problem) => {
      const line = doc.line(Math.min(Math.max(problem.line, 1), doc.lines));
      const from = Math.min(line.from + Math.max(problem.column, 1) - 1, line.to);
      const word = line.text.slice(from - line.from).match(/^["']?[\w$.*-]+["']?:?/)?.[0];
      const to = Math.min(from + Math.max(word?.length ?? 1, 1), line.to);
      return { from: from === to ? line.from : from, to, severity: problem.level, message: problem.message };
    })
    .sort((one, other) => one.from - other.from);
}
