import { useInfiniteQuery } from "@tanstack/react-query";
import { useDeferredValue, useId, useState } from "react";
import type { listOptions } from "../api/list";
import { SearchBox } from "../ui/field";

type Named = { id: string; name: string };

/** One of many things by its name; the server searches, so that thousands are no different from ten. */
export function Finder<Item extends Named>(props: {
  label: string;
  /** The list for a search text. */
  list: (search: string) => ReturnType<typeof listOptions<Item>>;
  value: string;
  onChange: (id: string) => void;
}) {
  const group = useId();
  const [typed, setTyped] = useState("");
  const search = useDeferredValue(typed.trim());
  const query = useInfiniteQuery({ ...props.list(search), placeholderData: (before) => before });
  const { items, total } = query.data ?? { items: [], total: 0 };
  const isLong = total > items.length || items.length > 6 || typed !== "";
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1 font-medium">{props.label}</legend>
      {isLong && (
        <SearchBox
          label={`Find a ${props.label.toLowerCase()}`}
          width="w-full"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          onKeyDown={(event) => event.key === "Enter" && event.preventDefault()}
        />
      )}
      <div className="mt-1 max-h-44 overflow-auto rounded-2 border border-line">
        {items.map((item) => (
          <label
            key={item.id}
            className="flex min-h-8 items-center gap-2 px-2.5 py-1 hover:bg-hover not-last:border-b not-last:border-line max-m:min-h-9"
          >
            <input
              type="radio"
              name={group}
              checked={item.id === props.value}
              onChange={() => props.onChange(item.id)}
              className="size-4 shrink-0 accent-accent-fill"
            />
            <span className="min-w-0 [overflow-wrap:anywhere]">{item.name}</span>
          </label>
        ))}
        {items.length === 0 && (
          <p className="px-2.5 py-1.5 text-ink-3">
            {query.isPending
              ? "Loading …"
              : typed === ""
                ? "There is none that you can see."
                : `None is called “${typed}”.`}
          </p>
        )}
      </div>
      {total > items.length && (
        <p className="mt-1 text-cap text-ink-3">
          {items.length} of {total.toLocaleString("en")}; type to find another.
        </p>
      )}
    </fieldset>
  );
}
