import type { reason } from "../../api/can";
import type { Body } from "../../api/nouns";
import { useHeld } from "../../parts/place";
import { Button } from "../../ui/button";
import { CopyLine, Snippet } from "../../ui/copy";
import { Dialog, DialogBody } from "../../ui/dialog";
import { Facts } from "../../ui/page";
import { type Change, changesOf } from "./audit-changes";
import { isOfGrants, targetOf } from "./audit-detail";
import { RefusalLink } from "./audit-refusal";

/** One entry whole: who, by which credential, from where, what exactly, and its link in the chain. */
export function AuditEntryDialog(props: {
  entry: Body<"AuditEntry">;
  onClose: () => void;
  /** Where people can be erased: why the reader cannot, and what begins it. */
  erase: { denied: ReturnType<typeof reason>; run: () => void } | undefined;
}) {
  const { entry, onClose } = props;
  const code = (text: string | null) => (text ? <code>{text}</code> : <span className="text-ink-3">–</span>);
  const changes = changesOf(entry.detail);
  const target = targetOf(entry, useHeld(entry.organization ?? "")?.name);
  return (
    <Dialog isOpen onClose={onClose} title={entry.sequence ? `Entry ${entry.sequence}` : "Entry"}>
      <DialogBody>
        <Facts
          facts={[
            ["Action", code(entry.action)],
            ["Outcome", entry.outcome === "ok" ? "done" : "refused"],
            ["By", entry.actor_name ?? entry.actor_kind.replaceAll("_", " ")],
            ["From", code(entry.address)],
            ["On", `${target.name} ${target.kind}`.trim()],
            ["When", code(entry.at)],
            ["Request", code(entry.request)],
          ]}
        />
        {isExplained(entry) && <RefusalLink entry={entry} />}
        {changes.length > 0 && <Changes changes={changes} />}
        {changes.length === 0 && entry.detail !== "{}" && <Snippet text={pretty(entry.detail)} label="detail" />}
        <div>
          <p className="mb-1 font-medium">Hash</p>
          <CopyLine value={entry.hash} label="hash" />
        </div>
        {props.erase && entry.actor_kind === "account" && entry.actor_name && (
          <Button look="danger" className="self-start" denied={props.erase.denied} onClick={props.erase.run}>
            Erase {entry.actor_name} from the log
          </Button>
        )}
      </DialogBody>
    </Dialog>
  );
}

/** A refusal of somebody who is known, in an organization, for want of a right. */
function isExplained({ outcome, actor, actor_kind, organization, detail }: Body<"AuditEntry">): boolean {
  return (
    outcome === "denied" &&
    actor !== null &&
    organization !== null &&
    isOfGrants(detail) &&
    (actor_kind === "account" || actor_kind === "service_token")
  );
}

function Changes({ changes }: { changes: Change[] }) {
  return (
    <div className="overflow-x-auto">
      <table className="w-full border-collapse text-start">
        <caption className="sr-only">What changed</caption>
        <thead>
          <tr className="border-b border-line text-cap text-ink-3">
            {["", "Before", "After"].map((head) => (
              <th key={head} scope="col" className="py-1 pr-3 text-start font-medium">
                {head || <span className="sr-only">Part</span>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {changes.map(({ name, from, to }) => (
            <tr key={name} className="border-b border-line align-top">
              <th scope="row" className="py-1.5 pr-3 text-start font-medium">
                {name.replaceAll("_", " ")}
              </th>
              <td className="py-1.5 pr-3 font-mono text-code text-ink-2 [overflow-wrap:anywhere]">{from}</td>
              <td className="py-1.5 font-mono text-code [overflow-wrap:anywhere]">{to}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function pretty(detail: string): string {
  try {
    return JSON.stringify(JSON.parse(detail), null, 2);
  } catch {
    return detail;
  }
}
