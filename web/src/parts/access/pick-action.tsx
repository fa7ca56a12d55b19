import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { say } from "../../api/can";
import { actions } from "../../api/roles";
import { Picker } from "../picker";
import type { Action } from "./question";

/** `Deploy policy` */
export function title(action: string): string {
  const words = say(action);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** One of the actions, found by its name or by what it lets one do. */
export function PickAction({ onPick, autoFocus }: { onPick: (action: Action) => void; autoFocus?: boolean }) {
  const query = useQuery(actions());
  const [text, setText] = useState("");
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const items = (query.data ?? [])
    .filter((one) => {
      const all = `${one.name} ${say(one.name)} ${one.description}`.toLowerCase();
      return words.every((word) => all.includes(word));
    })
    .map((one) => ({ ...one, id: one.name }));
  return (
    <Picker
      label="Find an action"
      text={text}
      onText={setText}
      query={{
        data: query.data && { items, total: items.length },
        error: query.error,
        hasNextPage: false,
        isFetchingNextPage: false,
        fetchNextPage: () => undefined,
      }}
      empty="No action is called that."
      autoFocus={autoFocus ?? false}
      onPick={onPick}
    >
      {(one) => (
        <span className="block">
          <span className="font-medium">{title(one.name)}</span> <code className="text-ink-3">{one.name}</code>
          <span className="block text-cap text-ink-3">{one.description}</span>
        </span>
      )}
    </Picker>
  );
}
