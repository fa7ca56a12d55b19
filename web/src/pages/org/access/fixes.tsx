import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { AccessFix, Explanation } from "../../../api/access";
import { sentence } from "../../../api/error";
import { makesRole } from "../../../api/fixes";
import { areas } from "../../../api/roles";
import { sayExtra } from "../../../parts/access/words";
import { Button } from "../../../ui/button";
import { classes } from "../../../ui/class";
import { Prose } from "../../../ui/prose";
import { Preview } from "./preview";

/** So many times the least is far more than was asked. */
const FAR = 10;

/** What would allow it, ranked by the authority that it adds. */
export function Fixes({ explanation, again }: { explanation: Explanation; again: () => Promise<Explanation> }) {
  const { fixes, path } = explanation;
  const [open, setOpen] = useState<AccessFix | null>(null);
  // Asked for here, so that a preview has the names of areas at once.
  useQuery(areas());
  const most = Math.max(...fixes.map(({ extra }) => extra), 1);
  const least = Math.min(...fixes.map(({ extra }) => extra), most);
  if (fixes.length === 0) {
    // Of what is hidden from the asker nobody knows what would allow it.
    if (path.length === 0) return null;
    return <p className="text-ink-2">No change of grants would allow it.</p>;
  }
  return (
    <>
      <ol className="flex flex-col">
        {fixes.map((fix, place) => {
          const isFar = fix.extra > FAR * Math.max(least, 1);
          return (
            <li
              key={fix.sentence}
              className="grid grid-cols-[20px_minmax(0,1fr)_auto] gap-x-2 border-line py-2.5 not-first:border-t first:pt-0"
            >
              <span aria-hidden className="text-ink-3">
                {place + 1}
              </span>
              <div className="min-w-0">
                <p className="font-medium [overflow-wrap:anywhere]">
                  <Prose text={sentence(fix.sentence).replace(/\.$/, "")} />
                </p>
                <p className="text-ink-2">{about(fix, isFar)}</p>
              </div>
              <Button size="small" aria-label={`Preview ${place + 1}`} onClick={() => setOpen(fix)}>
                Preview
              </Button>
              <div className="col-span-2 col-start-2 mt-1 grid grid-cols-[96px_minmax(0,1fr)] items-center gap-2.5">
                <span aria-hidden className="h-1 overflow-hidden rounded-full bg-pressed">
                  <span
                    className={classes("block h-full min-w-1 rounded-full", isFar ? "bg-warn" : "bg-ink-3")}
                    style={{ width: `${(fix.extra / most) * 100}%` }}
                  />
                </span>
                <span className={classes("text-cap", isFar ? "text-warn" : "text-ink-3")}>
                  adds {sayExtra(fix.extra)}
                </span>
              </div>
            </li>
          );
        })}
      </ol>
      {open && <Preview fix={open} explanation={explanation} again={again} onClose={() => setOpen(null)} />}
    </>
  );
}

function about(fix: AccessFix, isFar: boolean): string {
  if (isFar) return "Far more than was asked";
  const places = fix.gives.length;
  const where = places === 1 ? `on ${fix.gives[0]?.place.name}` : `on ${places} things`;
  if (places === 0) return "Gives nothing that you can see beside it";
  return makesRole(fix) ? `A new role, ${where}` : `${where.charAt(0).toUpperCase()}${where.slice(1)}`;
}

/** To everybody who may do it now. */
export function WhoCanLink(props: {
  organization: string;
  search: Record<string, string | undefined>;
  children: string;
}) {
  return (
    <Link
      to="/org/$organization/access/who-can"
      params={{ organization: props.organization }}
      search={props.search}
      className="text-accent no-underline hover:underline"
    >
      {props.children}
    </Link>
  );
}
