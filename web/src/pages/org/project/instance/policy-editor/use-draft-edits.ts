import { useRef, useState } from "react";

/** Edits of the form, one after the other, and the way back as long as nothing else changed the text since. */
export function useDraftEdits(text: string, onChange: (text: string) => void) {
  const done = useRef<{ before: string; after: string }[]>([]);
  const [isRefused, setIsRefused] = useState(false);
  const last = done.current.at(-1);
  return {
    isRefused,
    edit: (next: string | undefined) => {
      setIsRefused(next === undefined);
      if (next === undefined || next === text) return;
      done.current.push({ before: text, after: next });
      onChange(next);
    },
    undo:
      last && last.after === text
        ? () => {
            done.current.pop();
            setIsRefused(false);
            onChange(last.before);
          }
        : undefined,
  };
}
