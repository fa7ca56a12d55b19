import { Copy, Pencil, Trash2, Undo2 } from "lucide-react";
import { useState } from "react";
import { Badge } from "../../../../../ui/badge";
import { Button } from "../../../../../ui/button";
import { Kebab, MenuItem, MenuLine } from "../../../../../ui/menu";
import { Note } from "../../../../../ui/note";
import { Prose } from "../../../../../ui/prose";
import { type Denial, isDenial } from "../../../../../ui/reason";
import { useWork } from "./context";
import { NamePermission } from "./dialogs";
import { OperationPanel } from "./operation-panel";
import { OperationToggles } from "./operation-toggles";
import { OPERATIONS } from "./permission";
import { removePermission } from "./permission-edits";
import { Roles } from "./roles";
import { sentencesOf } from "./sentence";
import { columnOf } from "./tables";
import { AsWritten, Block } from "./tokens";

type Props = {
  denied: string | Denial | undefined;
  isChanged: boolean;
  undo: (() => void) | undefined;
  /** After another slug, or none. */
  onMove: (slug: string | undefined) => void;
};

/** The name of a permission, and what can be done with it as a whole. */
export function VisualHead({ denied, isChanged, undo, onMove }: Props) {
  const { text, model, permission, connections, edit } = useWork();
  const [naming, setNaming] = useState<"rename" | "copy" | null>(null);
  return (
    <>
      <h2 className="min-w-0 truncate first-letter:uppercase">{permission.title}</h2>
      <code className="truncate text-ink-2 max-m:hidden">{permission.table}</code>
      {isChanged && <Badge tone="warn">changed</Badge>}
      {undo && <Button look="ghost" size="small" icon={Undo2} isSquare aria-label="Undo" onClick={undo} />}
      <Kebab label={`Acts on ${permission.title}`}>
        <MenuItem icon={Pencil} denied={denied} onSelect={() => setNaming("rename")}>
          Rename
        </MenuItem>
        <MenuItem icon={Copy} denied={denied} onSelect={() => setNaming("copy")}>
          Duplicate
        </MenuItem>
        <MenuLine />
        <MenuItem
          icon={Trash2}
          isDanger
          denied={denied}
          onSelect={() => {
            edit(removePermission(text, permission));
            onMove(undefined);
          }}
        >
          Delete from the draft
        </MenuItem>
      </Kebab>
      {naming && (
        <NamePermission
          text={text}
          model={model}
          permission={permission}
          connections={connections}
          isCopy={naming === "copy"}
          onClose={() => setNaming(null)}
          onDone={(next, slug) => {
            setNaming(null);
            edit(next);
            if (next !== undefined) onMove(slug);
          }}
        />
      )}
    </>
  );
}

/** One permission as a form: every part of it is changed in its place in the document. */
export function VisualForm({ denied, matches }: { denied: string | Denial | undefined; matches: React.ReactNode }) {
  const { permission, found, isReadOnly, connections } = useWork();
  const why = isDenial(denied) ? denied.text : denied;
  const known = {
    columns: found?.table.columns.map((column) => column.name) ?? [],
    typeOf: (name: string) => columnOf(found, name)?.type,
  };
  return (
    <div className="min-w-0 px-5 pt-4 pb-6 max-m:px-4">
      {isReadOnly && why && (
        <div id="read-only" className="pb-3">
          <Note>{why}</Note>
        </div>
      )}
      {!found && connections.length > 0 && (
        <div className="pb-3">
          <Note kind="warn">
            <Prose
              text={
                permission.table
                  ? `No connection has a table \`${permission.table}\`: its columns and their types are not known here.`
                  : "This permission names no table yet."
              }
            />
          </Note>
        </div>
      )}
      <fieldset disabled={isReadOnly} aria-describedby={isReadOnly ? "read-only" : undefined} className="min-w-0">
        <legend className="sr-only">{permission.title}</legend>
        <OperationToggles />
        <Roles />
        <div className="grid grid-cols-[minmax(0,1fr)_auto] items-start gap-x-6 gap-y-3 border-y border-line py-3 max-m:grid-cols-[minmax(0,1fr)]">
          <section
            aria-label="What it means"
            className="flex max-w-[72ch] flex-col gap-2 leading-[22px] text-ink-2 [overflow-wrap:anywhere]"
          >
            {sentencesOf(permission, known).map((sentence) => (
              <p key={sentence}>
                <Prose text={sentence} />
              </p>
            ))}
          </section>
          {matches}
        </div>
        {OPERATIONS.map((name) => {
          const operation = permission.operations[name];
          return operation && <OperationPanel key={name} operation={operation} />;
        })}
        {permission.odd.map((odd) => (
          <Block key={odd.key} label={odd.key}>
            <AsWritten source={odd.source} line={odd.line} />
          </Block>
        ))}
      </fieldset>
    </div>
  );
}
