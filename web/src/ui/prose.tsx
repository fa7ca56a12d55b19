/** A sentence in which what stands in backticks is shown as code; what was left empty is shown as empty. */
export function Prose({ text }: { text: string }) {
  return text.split(/(`[^`]*`)/).map((part, index) =>
    part.startsWith("`") && part.endsWith("`") && part.length > 1 ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one sentence never move
      <code key={index} className="[overflow-wrap:anywhere]">
        {part.slice(1, -1) || "“”"}
      </code>
    ) : (
      part
    ),
  );
}
