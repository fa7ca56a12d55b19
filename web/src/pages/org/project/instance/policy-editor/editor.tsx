import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useDeferredValue, useMemo, useState } from "react";
import { denial } from "../../../../../api/can";
import { schema } from "../../../../../api/data";
import type { InstancePlace } from "../../../../../api/instances";
import type { Body } from "../../../../../api/nouns";
import { Button } from "../../../../../ui/button";
import { Note } from "../../../../../ui/note";
import { Segmented } from "../../../../../ui/segmented";
import { outlineOf } from "../outline";
import { type Work, WorkContext } from "./context";
import { AddPermission } from "./dialogs";
import { PermissionList } from "./list";
import { Matches } from "./matches";
import { type Model, type Permission, permissionKey, readModel } from "./permission";
import { permissionAt } from "./permission-edits";
import { SqlView } from "./sql";
import { findTable } from "./tables";
import { useDraftEdits } from "./use-draft-edits";
import { VisualForm, VisualHead } from "./visual";

/** One rule in three views. */
export type EditorView = "visual" | "yaml" | "sql";

export function editorViewOf(text: string | undefined): EditorView {
  return text === "yaml" || text === "sql" ? text : "visual";
}

type Props = {
  place: InstancePlace;
  saved: Body<"PolicyDraft">;
  deployed: string;
  text: string;
  /** Undefined while that is not known. */
  isValid: boolean | undefined;
  onChange: (text: string) => void;
  onSave: () => void;
  view: EditorView;
  slug: string | undefined;
  /** Which view of which permission: a part of the address. */
  onShow: (view: EditorView, slug: string | undefined) => void;
  /** To a line of the document, in YAML. */
  onGoTo: (line: number) => void;
  yaml: ReactNode;
};

const NO_CONNECTIONS: Body<"ConnectionSchema">[] = [];

/** The permissions of the document beside the one that is looked at: as a form, as YAML, as SQL. All are one draft. */
export function PolicyEditor(props: Props) {
  const { place, saved, text, view } = props;
  // Beside what is being typed the list may come a moment later; a form is always of the text as it is.
  const later = useDeferredValue(text);
  const source = view === "yaml" ? later : text;
  const read = useMemo(() => readModel(source), [source]);
  const outline = useMemo(() => (read.problem ? outlineOf(source) : []), [read, source]);
  const connections = useQuery(schema(place)).data?.connections ?? NO_CONNECTIONS;
  const changed = useChanged(read, props.deployed);
  const { edit, undo, isRefused } = useDraftEdits(text, props.onChange);
  const [isAdding, setIsAdding] = useState(false);
  const denied = denial(saved, "policy.deploy");
  const permission = read.problem
    ? undefined
    : (read.permissions.find((each) => each.slug === props.slug) ?? read.permissions[0]);
  const work: Work | undefined =
    read.problem || !permission
      ? undefined
      : {
          text,
          model: read,
          permission,
          connections,
          found: findTable(connections, permission.table),
          isReadOnly: denied !== undefined,
          edit,
          goTo: props.onGoTo,
        };
  // In a document that cannot be read there is no other view; what was opened for that stays while it is being mended.
  const [isMending, setIsMending] = useState(false);
  if (read.problem && view !== "yaml" && !isMending) setIsMending(true);
  const isYaml = view === "yaml" || read.problem !== null || isMending;
  const choose = (slug: string, line: number) => {
    props.onShow(view, slug);
    if (isYaml) props.onGoTo(line);
  };
  return (
    <>
      <PermissionList
        permissions={read.problem ? outline.map((item) => ({ ...item, title: item.name })) : read.permissions}
        actions={read.problem ? [] : read.actions.map((action) => ({ ...action, table: action.tables.join(", ") }))}
        current={permission?.slug}
        changed={changed}
        onChoose={choose}
        onAction={props.onGoTo}
        onAdd={() => setIsAdding(true)}
        denied={denied}
        reason={read.problem ? "The document cannot be read as it stands." : undefined}
      />
      {/* biome-ignore lint/a11y/noStaticElementInteractions: a shortcut for what a button beside does too */}
      <div
        className="min-w-0 border-l border-line max-m:border-t max-m:border-l-0"
        onKeyDown={(event) => {
          const isChord = event.ctrlKey || event.metaKey;
          // The text has these keys itself.
          if (!isChord || event.defaultPrevented) return;
          if (event.key === "s") {
            event.preventDefault();
            props.onSave();
          }
          const isTyping =
            event.target instanceof HTMLElement && event.target.closest("input, textarea, [contenteditable]");
          if (event.key !== "z" || isTyping || !undo) return;
          event.preventDefault();
          undo();
        }}
      >
        <WorkContext value={work ?? null}>
          <div className="flex min-h-12 flex-wrap items-center gap-2 border-b border-line px-5 py-2 max-m:px-4">
            {work && !isYaml && (
              <VisualHead
                denied={denied}
                isChanged={changed.has(work.permission.slug)}
                undo={undo}
                onMove={(slug) => props.onShow(view, slug)}
              />
            )}
            <span className="ml-auto max-m:w-full">
              <Segmented
                label="Shown as"
                value={isYaml ? "yaml" : view}
                onChange={(next) => {
                  setIsMending(false);
                  if (next === "yaml" && permission && !isYaml) props.onGoTo(permission.line);
                  else props.onShow(next, permission?.slug);
                }}
                options={[
                  { value: "visual", label: "Visual" },
                  { value: "yaml", label: "YAML" },
                  { value: "sql", label: "SQL" },
                ]}
              />
            </span>
          </div>
          {read.problem && view !== "yaml" && (
            <div className="px-5 pt-3 max-m:px-4">
              <Note kind="warn">
                The document cannot be read, so there is only its text: {read.problem.message} (line {read.problem.line}
                ).
              </Note>
            </div>
          )}
          <div role="status">
            {isRefused && !isYaml && (
              <div className="px-5 pt-3 max-m:px-4">
                <Note kind="warn">This cannot be said by the form as the document is written. Say it in YAML.</Note>
              </div>
            )}
          </div>
          {isYaml && props.yaml}
          {!isYaml && !work && (
            <div className="flex flex-wrap items-center gap-4 px-5 py-6 text-ink-2 max-m:px-4">
              <p>No permission yet: nobody sees anything.</p>
              <Button denied={denied} onClick={() => setIsAdding(true)}>
                Add permission
              </Button>
            </div>
          )}
          {work && !isYaml && view === "visual" && (
            <VisualForm
              key={work.permission.slug}
              denied={denied}
              matches={<Matches place={place} saved={saved} isValid={props.isValid} />}
            />
          )}
          {work && !isYaml && view === "sql" && (
            <SqlView key={work.permission.slug} place={place} saved={saved} isValid={props.isValid} />
          )}
        </WorkContext>
      </div>
      {isAdding && !read.problem && (
        <AddPermission
          text={text}
          model={read}
          connections={connections}
          table={permission?.table}
          onClose={() => setIsAdding(false)}
          onDone={(next, slug) => {
            setIsAdding(false);
            edit(next);
            if (next !== undefined) props.onShow("visual", slug);
          }}
        />
      )}
    </>
  );
}

/** Which permissions are not as they are in force, or are new. */
function useChanged(read: ReturnType<typeof readModel>, deployed: string): ReadonlySet<string> {
  const before = useMemo(() => {
    const known = readModel(deployed);
    return known.problem ? [] : known.permissions;
  }, [deployed]);
  return useMemo(() => changedIn(read.problem ? null : read, before), [read, before]);
}

function changedIn(model: Model | null, before: readonly Permission[]): Set<string> {
  const known = new Map(before.map((each) => [each.slug, permissionKey(each)]));
  const changed = (model?.permissions ?? []).filter((each) => known.get(each.slug) !== permissionKey(each));
  return new Set(changed.map((each) => each.slug));
}

/** The permission that a line is in. */
export function slugAt(text: string, line: number): string | undefined {
  const read = readModel(text);
  return read.problem ? undefined : permissionAt(read.permissions, line)?.slug;
}
