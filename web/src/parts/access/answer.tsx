import { Check, Copy, X } from "lucide-react";
import type { ReactNode } from "react";
import type { Explanation, GrantVerdict } from "../../api/access";
import { sentence } from "../../api/error";
import { Button } from "../../ui/button";
import { classes } from "../../ui/class";
import { useCopied } from "../../ui/copy";
import { Prose } from "../../ui/prose";
import { type Column, Table } from "../../ui/table";
import { copyText, sayEnd, sayThing, sayVerdict, sayWay } from "./words";

/** Yes or no, and one sentence. */
export function VerdictBand({ explanation, isPending }: { explanation: Explanation; isPending?: boolean }) {
  const { allowed } = explanation;
  const { start, main, more } = sayVerdict(explanation);
  const Icon = allowed ? Check : X;
  return (
    <div
      role="status"
      aria-busy={isPending || undefined}
      className={classes(
        "grid grid-cols-[auto_minmax(0,1fr)_auto] items-center gap-x-4 gap-y-1 border-y border-line bg-sunken px-(--gutter) py-3 transition-opacity max-m:grid-cols-[minmax(0,1fr)_auto]",
        isPending && "opacity-60",
      )}
    >
      <span className={classes("flex items-center gap-2 text-title font-bold", allowed ? "text-gain" : "text-loss")}>
        <Icon size={20} strokeWidth={2} aria-hidden />
        {allowed ? "Yes" : "No"}
      </span>
      <p className="min-w-0 [overflow-wrap:anywhere] max-m:col-span-full max-m:row-start-2">
        {start} <b>{main}</b> <span className="text-ink-2">{more}</span>
      </p>
      <CopyAnswer explanation={explanation} />
    </div>
  );
}

function CopyAnswer({ explanation }: { explanation: Explanation }) {
  const { isDone, run } = useCopied(copyText(explanation));
  return (
    <Button look="ghost" icon={isDone ? Check : Copy} onClick={run}>
      {isDone ? "Copied" : "Copy answer"}
    </Button>
  );
}

/** What each grant says: it must pass all three. */
export function GrantTable({ explanation }: { explanation: Explanation }) {
  const { grants, allowed, path } = explanation;
  return (
    <section className="min-w-0 pb-4 max-l:pb-0 [&_tbody_tr:last-child]:border-b-0 [&_tbody_tr:last-child>td]:border-b-0">
      <header className="flex flex-wrap items-baseline gap-x-2 px-(--gutter) pt-4 pb-1">
        <h2>{allowed ? "Why, grant by grant" : "Why not, grant by grant"}</h2>
        <span className="text-cap text-ink-3">a grant must pass all three</span>
      </header>
      {grants.length === 0 ? (
        <p className="px-(--gutter) py-2 text-ink-2">No grant counts here.</p>
      ) : (
        <Table
          caption="Grants"
          rows={grants}
          rowKey={(grant) => `${grant.grant} ${grant.team?.id ?? ""}`}
          columns={columns(sayThing(path))}
        />
      )}
    </section>
  );
}

function columns(thing: string): Column<GrantVerdict>[] {
  return [
    {
      name: "Role",
      kind: "main",
      width: "26%",
      cell: (grant) => (
        <>
          <span className="block font-medium [overflow-wrap:anywhere]">
            {grant.role?.name ?? (
              <span className="flex flex-wrap gap-x-2">
                {grant.actions.map((action) => (
                  <code key={action}>{action}</code>
                ))}
              </span>
            )}
          </span>
          <span className="block text-cap text-ink-3">{sayWay(grant)}</span>
        </>
      ),
    },
    {
      name: "Has the action",
      cell: (grant) => <Pass is={grant.has_action}>{grant.has_action ? "holds it" : "lacks it"}</Pass>,
    },
    {
      name: `Reaches ${thing}`,
      width: "24%",
      cell: (grant) => (
        <Pass is={grant.reaches}>
          {grant.verdict === "production_left_out" ? "leaves out production" : grant.scope}
        </Pass>
      ),
    },
    { name: "In time", cell: (grant) => <Pass is={grant.in_time}>{sayEnd(grant)}</Pass> },
    {
      name: "So",
      width: "22%",
      cell: (grant) => (
        <span className="text-ink-2">
          <Prose text={sentence(grant.reason)} />
        </span>
      ),
    },
  ];
}

function Pass({ is, children }: { is: boolean; children: ReactNode }) {
  const Icon = is ? Check : X;
  return (
    <span className="flex items-start gap-1.5">
      <Icon
        size={14}
        strokeWidth={2}
        aria-label={is ? "yes:" : "no:"}
        className={classes("mt-[3px]", is ? "text-gain" : "text-loss")}
      />
      <span className={classes("min-w-0 [overflow-wrap:anywhere]", is && "text-ink-2")}>{children}</span>
    </span>
  );
}
