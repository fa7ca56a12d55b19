import { Search } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from "react";
import { asApiError, sentence } from "../api/error";
import { classes } from "../ui/class";

/** A list that is read page by page, or one that is there already. */
export type Found<Item> = {
  data: { items: Item[]; total: number } | undefined;
  error: unknown;
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  fetchNextPage: () => unknown;
};

/** Chooses one of many: what is typed is searched for by the server. */
export function Picker<Item extends { id: string }>(props: {
  label: string;
  text: string;
  onText: (text: string) => void;
  query: Found<Item>;
  /** Already chosen, or why it cannot be. */
  reason?: (item: Item) => string | undefined;
  onPick: (item: Item) => void;
  /** What stands where nothing is found. */
  empty: string;
  autoFocus?: boolean;
  children: (item: Item) => ReactNode;
}) {
  const id = useId();
  const [at, setAt] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const items = props.query.data?.items ?? [];
  const chosen = Math.min(at, items.length - 1);
  useEffect(() => {
    list.current?.querySelector(`[data-index="${chosen}"]`)?.scrollIntoView({ block: "nearest" });
  }, [chosen]);
  const pick = (item: Item | undefined) => {
    if (item && !props.reason?.(item)) props.onPick(item);
  };
  const press = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      setAt(Math.max(0, Math.min(chosen + step, items.length - 1)));
    } else if (event.key === "Enter") {
      event.preventDefault();
      pick(items[chosen]);
    }
  };
  return (
    <div className="overflow-hidden rounded-2 border border-line-field focus-within:border-transparent focus-within:outline-2 focus-within:-outline-offset-1 focus-within:outline-accent">
      <div className="flex h-8 items-center gap-2 border-b border-line px-2.5 max-m:h-9">
        <Search size={16} strokeWidth={1.75} aria-hidden className="text-ink-3" />
        <input
          role="combobox"
          aria-label={props.label}
          aria-expanded
          aria-controls={`${id}list`}
          aria-activedescendant={items[chosen] ? `${id}${chosen}` : undefined}
          autoComplete="off"
          // biome-ignore lint/a11y/noAutofocus: the first field of a layer has focus
          autoFocus={props.autoFocus}
          placeholder={props.label}
          value={props.text}
          onChange={(event) => {
            setAt(0);
            props.onText(event.target.value);
          }}
          onKeyDown={press}
          className="min-w-0 flex-1 bg-transparent outline-none"
        />
      </div>
      <div
        ref={list}
        role="listbox"
        id={`${id}list`}
        aria-label={props.label}
        className="max-h-[min(288px,40dvh)] overflow-auto p-1"
      >
        {items.map((item, index) => {
          const why = props.reason?.(item);
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the combobox above takes the keys
            // biome-ignore lint/a11y/useFocusableInteractive: the combobox above keeps the focus
            <div
              key={item.id}
              role="option"
              id={`${id}${index}`}
              data-index={index}
              aria-selected={index === chosen}
              aria-disabled={why ? true : undefined}
              onClick={() => pick(item)}
              onPointerMove={() => setAt(index)}
              className={classes(
                "cursor-default rounded-1 px-2 py-1 max-m:py-2",
                index === chosen && "bg-hover",
                why ? "text-off" : "text-ink",
              )}
            >
              {props.children(item)}
              {why && <span className="block text-cap text-ink-3">{why}</span>}
            </div>
          );
        })}
      </div>
      {props.query.error ? (
        <p className="px-3 pb-2 text-ink-2">{sentence(asApiError(props.query.error).message)}</p>
      ) : (
        props.query.data && items.length === 0 && <p className="px-3 pb-2 text-ink-3">{props.empty}</p>
      )}
      {props.query.hasNextPage && (
        <button
          type="button"
          aria-busy={props.query.isFetchingNextPage || undefined}
          onClick={() => void props.query.fetchNextPage()}
          className="block w-full border-t border-line px-3 py-1.5 text-start text-accent hover:bg-hover"
        >
          Show more of {props.query.data?.total}
        </button>
      )}
    </div>
  );
}
