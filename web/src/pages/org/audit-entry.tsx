import type { Body } from "../../api/nouns";
import { CopyLine, Snippet } from "../../ui/copy";
import { Dialog, DialogBody } from "../../ui/dialog";
import { Facts } from "../../ui/page";

/** One entry whole: who, by which credential, from where, what exactly, and its link in the chain. */
export function AuditEntryDialog({ entry, onClose }: { entry: Body<"AuditEntry">; onClose: () => void }) {
  const code = (text: string | null) => (text ? <code>{text}</code> : <span className="text-ink-3">–</span>);
  return (
    <Dialog isOpen onClose={onClose} title={`Entry ${entry.sequence}`}>
      <DialogBody>
        <Facts
          facts={[
            ["Action", code(entry.action)],
            ["Outcome", entry.outcome === "ok" ? "done" : "refused"],
            ["By", entry.actor_name ?? entry.actor_kind.replaceAll("_", " ")],
            ["From", code(entry.address)],
            ["On", `${entry.target_name ?? ""} ${entry.target_kind.replaceAll("_", " ")}`.trim()],
            ["When", code(entry.at)],
            ["Request", code(entry.request)],
          ]}
        />
        <Snippet text={pretty(entry.detail)} label="detail" />
        <div>
          <p className="mb-1 font-medium">Hash</p>
          <CopyLine value={entry.hash} label="hash" />
        </div>
      </DialogBody>
    </Dialog>
  );
}

function pretty(detail: string): string {
  try {
    return JSON.stringify(JSON.parse(detail), null, 2);
  } catch {
    return detail;
  }
}
