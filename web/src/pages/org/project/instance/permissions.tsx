import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { ArrowRightLeft, History } from "lucide-react";
import { useMemo, useRef, useState } from "react";
import { asApiError } from "../../../../api/error";
import type { Body } from "../../../../api/nouns";
import { draft, policy } from "../../../../api/policy";
import { Failure, Loaded } from "../../../../parts/loaded";
import { useBegun } from "../../../../parts/use-begun";
import { Button } from "../../../../ui/button";
import { CodeEditor, type EditorHandle } from "../../../../ui/editor/code-editor";
import { PageHead } from "../../../../ui/page";
import { Segmented } from "../../../../ui/segmented";
import { Time } from "../../../../ui/time";
import { testsOf } from "./outline";
import type { ViewProps } from "./page";
import { PolicyBar } from "./policy-bar";
import { type EditorView, editorViewOf, PolicyEditor, slugAt } from "./policy-editor/editor";
import { PolicyHistory } from "./policy-history";
import { PolicyImpact } from "./policy-impact";
import { PolicyOverview, type RolesSearch, shapeOf } from "./policy-overview";
import { PolicyPlayground } from "./policy-playground";
import { PolicyProblems } from "./policy-problems";
import { PolicyTests } from "./policy-tests";
import { PromoteDialog } from "./promote";
import { usePolicyActs } from "./use-policy-acts";
import { useValidation } from "./use-validation";

/** Who may read or write which rows and columns: the document, what is wrong with it, and its way into force. */
export function PermissionsView(props: ViewProps) {
  const draftQuery = useQuery(draft(props.place));
  const policyQuery = useQuery(policy(props.place));
  return (
    <Loaded query={draftQuery} isPage>
      {(saved) => (
        <Loaded query={policyQuery}>{(current) => <Editor {...props} saved={saved} current={current} />}</Loaded>
      )}
    </Loaded>
  );
}

/** Valid as it stands, so that nobody is greeted by an error. */
const EMPTY_POLICY = `# Nobody sees anything yet. Put permissions in place of {}, for instance
#
#   all_orders:
#     table: main.orders
#     roles: [manager]
#     select:
#       columns: [id, status, total]
permissions: {}
`;

const textOf = (draft: Body<"PolicyDraft">) => draft.source || EMPTY_POLICY;

function Editor({ place, held, saved, current }: ViewProps & { saved: Body<"PolicyDraft">; current: Body<"Policy"> }) {
  const [text, setText] = useState(() => textOf(saved));
  const { begun, takeNewest } = useBegun({
    newest: saved,
    versionOf: ({ revision }) => revision,
    isTypedOver: (one) => text !== textOf(one),
    show: (one) => setText(textOf(one)),
  });
  const editor = useRef<EditorHandle>(null);
  const [isHistoryOpen, setIsHistoryOpen] = useState(false);
  const [isPromoting, setIsPromoting] = useState(false);
  const isDirty = text !== textOf(begun);
  const validation = useValidation(place, text);
  const tests = useMemo(() => testsOf(text), [text]);
  const acts = usePolicyActs({ place, saved: begun, text, isDirty, reset: setText });
  const isReadOnly = !saved.can.includes("policy.deploy");
  const search = useSearch({ from: "/inside/org/$organization/project/$project/$instance/$view" });
  const navigate = useNavigate();
  // The roles have an address of their own; what is typed in the document stays meanwhile.
  const show = (next: Record<string, string>) => navigate({ to: ".", search: next });
  const setRoles = (roles: RolesSearch) => show({ ...roles });
  const shape = shapeOf(search);
  const isTrying = search.actions !== undefined;
  const view = isTrying ? "actions" : shape ? "roles" : "document";
  const edited = editorViewOf(search.edit);
  const setEdited = (edit: EditorView, permission: string | undefined) =>
    navigate({
      to: ".",
      search: { ...(edit === "visual" ? {} : { edit }), ...(permission ? { permission } : {}) },
      replace: true,
      resetScroll: false,
    });
  const save = () => isDirty && !isReadOnly && acts.save.run(undefined);
  const wanted = useRef<[line: number, column?: number]>(undefined);
  const goTo = (line: number, column?: number) => {
    if (editor.current) return editor.current.goTo(line, column);
    wanted.current = [line, column];
    setEdited("yaml", slugAt(text, line) ?? search.permission);
  };
  const setEditor = (handle: EditorHandle | null) => {
    editor.current = handle;
    if (!handle || !wanted.current) return;
    const [line, column] = wanted.current;
    wanted.current = undefined;
    handle.goTo(line, column);
  };
  return (
    <div className="flex min-h-[calc(100dvh-var(--bar))] flex-col">
      <PageHead title="Permissions & Roles">
        <Segmented
          isBeside
          label="View"
          value={view}
          onChange={(next) =>
            show(next === "roles" ? { roles: "cards" } : next === "actions" ? { actions: "all" } : {})
          }
          options={[
            { value: "document", label: "Editor" },
            { value: "roles", label: "Roles" },
            { value: "actions", label: "Actions" },
          ]}
        />
        <span className="text-cap text-ink-3">
          <Deployed version={current.deployed} />
        </span>
        <span className="flex gap-2 max-m:w-full max-m:flex-none! max-m:[&>*]:flex-1">
          <Button icon={History} onClick={() => setIsHistoryOpen(true)}>
            History
          </Button>
          <Button icon={ArrowRightLeft} onClick={() => setIsPromoting(true)}>
            Promote
          </Button>
        </span>
      </PageHead>
      {isTrying ? (
        <PolicyPlayground
          place={place}
          held={held}
          current={current}
          text={text}
          chosen={search.actions}
          onChoose={(action) => show({ actions: action })}
        />
      ) : shape ? (
        <PolicyOverview
          place={place}
          saved={saved}
          source={text}
          onChange={setText}
          isReadOnly={isReadOnly}
          onGoTo={goTo}
          shape={shape}
          role={search.role}
          onShow={setRoles}
          onTry={(action) => show({ actions: action })}
        />
      ) : (
        <div className="grid flex-1 grid-cols-[256px_minmax(0,1fr)_300px] border-t border-line max-l:grid-cols-[220px_minmax(0,1fr)] max-m:grid-cols-[minmax(0,1fr)]">
          <PolicyEditor
            place={place}
            saved={saved}
            deployed={current.deployed?.source ?? ""}
            text={text}
            isValid={validation.isCurrent ? validation.isValid : undefined}
            onChange={setText}
            onSave={save}
            view={edited}
            slug={search.permission}
            onShow={setEdited}
            onGoTo={goTo}
            yaml={
              <CodeEditor
                ref={setEditor}
                label="Policy document"
                value={text}
                onChange={setText}
                onSave={save}
                problems={validation.problems}
                isReadOnly={isReadOnly}
              />
            }
          />
          <aside
            aria-label="Problems and tests"
            className="border-l border-line max-l:col-span-full max-l:border-t max-l:border-l-0"
          >
            <div className="sticky top-(--bar) max-h-[calc(100dvh-var(--bar)-52px)] overflow-auto max-l:static max-l:max-h-none">
              <PolicyProblems validation={validation} onGoTo={goTo} />
              <PolicyTests
                place={place}
                saved={saved}
                text={text}
                count={tests}
                isValid={validation.isValid}
                onGoTo={goTo}
              />
              <PolicyImpact place={place} saved={saved} text={text} isValid={validation.isValid} />
              {Boolean(validation.failure) && (
                <div className="px-4 pb-4">
                  <Failure error={asApiError(validation.failure)} />
                </div>
              )}
            </div>
          </aside>
        </div>
      )}
      <PolicyBar
        place={place}
        saved={saved}
        current={current}
        text={text}
        isDirty={isDirty}
        acts={acts}
        onNewest={takeNewest}
        validation={validation}
        onGoTo={goTo}
      />
      {isPromoting && (
        <PromoteDialog place={place} held={held} isDirty={isDirty} onClose={() => setIsPromoting(false)} />
      )}
      {isHistoryOpen && <PolicyHistory place={place} saved={saved} onClose={() => setIsHistoryOpen(false)} />}
    </div>
  );
}

function Deployed({ version }: { version: Body<"PolicyVersion"> | null | undefined }) {
  if (!version) return "never deployed";
  return (
    <>
      v{version.version} deployed <Time at={version.deployed_at} />
      {version.deployed_by && ` by ${version.deployed_by}`}
    </>
  );
}
