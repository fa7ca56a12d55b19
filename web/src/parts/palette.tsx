import { Search } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { classes } from "../ui/class";
import { type Command, matching, useCommands } from "./commands";

/** Search or jump to: Ctrl-K anywhere. */
export function Palette() {
  const [isOpen, setIsOpen] = useState(false);
  useEffect(() => {
    const press = (event: globalThis.KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey)
        return;
      event.preventDefault();
      setIsOpen((was) => !was);
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, []);
  return (
    <Radix.Root open={isOpen} onOpenChange={setIsOpen}>
      <Radix.Trigger asChild>
        <button
          type="button"
          className="flex h-7 w-58 items-center gap-2 rounded-2 border border-line-2 bg-surface pr-1 pl-2 text-ink-3 hover:border-line-field max-l:w-54 max-m:size-9 max-m:justify-center max-m:border-transparent max-m:bg-transparent max-m:p-0"
        >
          <Search size={16} strokeWidth={1.75} aria-hidden />
          <span className="truncate max-m:sr-only">Search or jump to</span>{" "}
          <kbd className="ml-auto rounded-1 border border-line bg-sunken px-1 py-px font-sans text-[11px] leading-4 font-medium whitespace-nowrap text-ink-2 max-m:hidden">
            Ctrl K
          </kbd>
        </button>
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-scrim" />
        <Radix.Content
          aria-describedby={undefined}
          className="fixed top-24 left-1/2 z-50 w-[min(592px,calc(100vw-32px))] -translate-x-1/2 overflow-hidden rounded-3 border border-line-2 bg-float shadow-float outline-none max-m:top-4"
        >
          <Radix.Title className="sr-only">Search or jump to</Radix.Title>
          <Finder onDone={() => setIsOpen(false)} />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

function Finder({ onDone }: { onDone: () => void }) {
  const id = useId();
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const found = matching(useCommands(true), text).slice(0, 60);
  const chosen = Math.min(at, found.length - 1);

  useEffect(() => {
    list.current?.querySelector(`[data-index="${chosen}"]`)?.scrollIntoView({ block: "nearest" });
  }, [chosen]);

  const run = (command: Command | undefined) => {
    if (!command) return;
    onDone();
    command.run();
  };
  const press = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      setAt((chosen + step + found.length) % Math.max(found.length, 1));
    } else if (event.key === "Enter") {
      event.preventDefault();
      run(found[chosen]);
    }
  };
  return (
    <>
      <div className="flex items-center gap-2 border-b border-line px-4">
        <Search size={16} strokeWidth={1.75} aria-hidden className="text-ink-3" />
        <input
          role="combobox"
          aria-expanded
          aria-controls={`${id}list`}
          aria-activedescendant={found.length > 0 ? `${id}${chosen}` : undefined}
          aria-label="Search or jump to"
          placeholder="Search or jump to"
          className="h-11 flex-1 bg-transparent outline-none"
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setAt(0);
          }}
          onKeyDown={press}
        />
      </div>
      <div
        ref={list}
        id={`${id}list`}
        role="listbox"
        aria-label="Results"
        className="max-h-[min(380px,60dvh)] overflow-auto p-1"
      >
        {found.map((command, index) => (
          <div key={`${command.group}${command.id}`} role="presentation">
            {found[index - 1]?.group !== command.group && (
              <p role="presentation" className="px-2 pt-2 pb-1 text-cap text-ink-3">
                {command.group}
              </p>
            )}
            {/* biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the input's */}
            <div
              id={`${id}${index}`}
              data-index={index}
              role="option"
              tabIndex={-1}
              aria-selected={index === chosen}
              onMouseMove={() => setAt(index)}
              onClick={() => run(command)}
              className={classes(
                "flex h-8 cursor-default items-center gap-2 rounded-1 px-2 max-m:h-10",
                index === chosen && "bg-hover",
              )}
            >
              <command.icon size={16} strokeWidth={1.75} aria-hidden className="text-ink-3" />
              <span className="min-w-0 truncate">{command.label}</span>
              {command.hint && <span className="ml-auto text-cap text-ink-3">{command.hint}</span>}
            </div>
          </div>
        ))}
        {found.length === 0 && <p className="px-2 py-3 text-ink-2">Nothing has “{text}” in its name.</p>}
      </div>
    </>
  );
}
