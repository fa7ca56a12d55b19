import { Link2, Plus } from "lucide-react";
import { useState } from "react";
import { Button } from "../../../../../ui/button";
import { Adds } from "./adds";
import { addChoice, asChoices, removePart, turnGroup } from "./condition-edits";
import type { Part, Together } from "./conditions";
import { useWork } from "./context";
import type { Path } from "./splice";
import { beside, type Found, findTable, follow } from "./tables";
import { NewTest, TestRow } from "./test-row";
import { AsWritten, RemoveButton, TokenSelect, tokenClass } from "./tokens";

/** Conditions that must all hold, as a tree; `path` is where they stand, or will. */
export function Conditions(props: { together: Together | null; path: Path; found: Found | undefined; none: string }) {
  const { text, edit } = useWork();
  const { together, path, found } = props;
  const isAny = together?.parts.length === 1 && together.parts[0]?.kind === "any";
  return (
    <div className="w-full min-w-0">
      {together && together.parts.length > 0 ? (
        <>
          {together.parts.length > 1 && (
            <Head
              label="How the conditions combine"
              kind="every"
              onTurn={() => edit(asChoices(text, together))}
              say="these hold"
            />
          )}
          <Branches isIndented={together.parts.length > 1}>
            {together.parts.map((part) => (
              <li key={keyOf(part)} className={BRANCH}>
                <PartRow part={part} found={found} />
              </li>
            ))}
          </Branches>
        </>
      ) : (
        <p className="leading-6 text-ink-2">{props.none}</p>
      )}
      <Adds path={path} found={found} isBesideChoices={isAny} />
    </div>
  );
}

function keyOf(part: Part): string {
  return part.path.join(" ");
}

const BRANCH =
  "relative min-w-0 py-0.5 in-[.tree]:before:absolute in-[.tree]:before:top-0 in-[.tree]:before:-left-4 in-[.tree]:before:h-3.5 in-[.tree]:before:w-3 in-[.tree]:before:rounded-bl-1 in-[.tree]:before:border-b in-[.tree]:before:border-l in-[.tree]:before:border-line-2 in-[.tree]:not-last:after:absolute in-[.tree]:not-last:after:inset-y-0 in-[.tree]:not-last:after:-left-4 in-[.tree]:not-last:after:border-l in-[.tree]:not-last:after:border-line-2";

function Branches({ isIndented, children }: { isIndented: boolean; children: React.ReactNode }) {
  return <ul className={isIndented ? "tree ml-2 min-w-0 pl-4 max-m:ml-1" : "min-w-0"}>{children}</ul>;
}

function Head(props: { label: string; kind: "any" | "every"; say: string; onTurn: () => void; onRemove?: () => void }) {
  return (
    <span className="flex items-center gap-1.5">
      <TokenSelect kind="logic" aria-label={props.label} value={props.kind} onChange={props.onTurn}>
        <option value="every">All of</option>
        <option value="any">Any of</option>
      </TokenSelect>
      <span className="text-ink-2">{props.say}</span>
      {props.onRemove && <RemoveButton label="Remove the group" onClick={props.onRemove} className="ml-auto" />}
    </span>
  );
}

function PartRow({ part, found }: { part: Part; found: Found | undefined }) {
  const { text, edit, connections } = useWork();
  const remove = () => edit(removePart(text, part));
  switch (part.kind) {
    case "test":
      return <TestRow test={part} found={found} />;
    case "odd":
      return <AsWritten source={part.source} line={part.line} />;
    case "use":
      return (
        <span className="flex flex-wrap items-center gap-1">
          {part.names.map((name) => (
            <span key={name} className={tokenClass("name", "inline-flex items-center")}>
              {name}
            </span>
          ))}
          <span className="text-ink-2">{part.names.length === 1 ? "holds" : "hold"}</span>
          <RemoveButton label={`Remove ${part.names.join(", ")}`} onClick={remove} className="ml-auto" />
        </span>
      );
    case "any":
    case "every":
      return <Choices group={part} found={found} />;
    case "not":
      return (
        <Nested
          title="Not"
          say="so that"
          together={part.inner}
          found={found}
          onRemove={remove}
          label="Remove the negation"
        />
      );
    case "relation":
      return (
        <Nested
          title={part.name}
          isName
          say={part.inner.parts.length > 0 ? "has a row where" : "has a row"}
          together={part.inner}
          found={follow(found, part.name)}
          onRemove={remove}
          label={`Remove the conditions on ${part.name}`}
        />
      );
    case "exists":
      return (
        <Nested
          title={part.table}
          isName
          say="has a row where"
          together={part.inner}
          found={existing(part.table, found, connections)}
          onRemove={remove}
          label={`Remove the conditions on ${part.table}`}
        />
      );
  }
}

function existing(name: string, found: Found | undefined, connections: readonly Found["connection"][]) {
  const known = findTable(connections, name);
  if (known || !found) return known;
  const table = found.connection.tables.find((each) => each.name === name);
  return table && beside(found, table);
}

function Nested(props: {
  title: string;
  isName?: boolean;
  say: string;
  together: Together;
  found: Found | undefined;
  label: string;
  onRemove: () => void;
}) {
  return (
    <>
      <span className="flex min-w-0 flex-wrap items-center gap-1.5">
        <span className={tokenClass(props.isName ? "name" : "logic", "inline-flex items-center gap-1")}>
          {props.isName && <Link2 size={12} aria-hidden className="text-ink-3" />}
          {props.title}
        </span>
        <span className="text-ink-2">{props.say}</span>
        <RemoveButton label={props.label} onClick={props.onRemove} className="ml-auto" />
      </span>
      <Branches isIndented>
        {props.together.parts.map((part) => (
          <li key={keyOf(part)} className={BRANCH}>
            <PartRow part={part} found={props.found} />
          </li>
        ))}
      </Branches>
      <div className="pl-6">
        <Adds path={props.together.path} found={props.found} />
      </div>
    </>
  );
}

function Choices({ group, found }: { group: Extract<Part, { kind: "any" | "every" }>; found: Found | undefined }) {
  const { text, edit } = useWork();
  const [isAdding, setIsAdding] = useState(false);
  const [wasAdding, setWasAdding] = useState(false);
  const close = () => {
    setIsAdding(false);
    setWasAdding(true);
  };
  return (
    <>
      <Head
        label="How the group combines"
        kind={group.kind}
        say={group.kind === "any" ? "these holds" : "these hold"}
        onTurn={() => edit(turnGroup(text, group))}
        onRemove={() => edit(removePart(text, group))}
      />
      <Branches isIndented>
        {group.choices.map((choice) => (
          <li key={choice.path.join(" ")} className={BRANCH}>
            {choice.parts.length === 1 && choice.parts[0] ? (
              <PartRow part={choice.parts[0]} found={found} />
            ) : (
              <>
                <span className="leading-6 text-ink-2">
                  {choice.parts.length === 0 ? "anything at all" : "all of these together"}
                </span>
                <Branches isIndented>
                  {choice.parts.map((part) => (
                    <li key={keyOf(part)} className={BRANCH}>
                      <PartRow part={part} found={found} />
                    </li>
                  ))}
                </Branches>
                <div className="pl-6">
                  <Adds path={choice.path} found={found} />
                </div>
              </>
            )}
          </li>
        ))}
      </Branches>
      <div className="pl-6">
        {isAdding ? (
          <NewTest
            found={found}
            onCancel={close}
            onAdd={(column, operator, value) => {
              close();
              edit(addChoice(text, group.path, column, operator, value));
            }}
          />
        ) : (
          <Button look="ghost" size="small" icon={Plus} autoFocus={wasAdding} onClick={() => setIsAdding(true)}>
            {group.kind === "any" ? "Choice" : "Condition"}
          </Button>
        )}
      </div>
    </>
  );
}
