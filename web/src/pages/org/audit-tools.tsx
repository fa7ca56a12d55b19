import { Download, ShieldCheck } from "lucide-react";
import { useState } from "react";
import type { reason } from "../../api/can";
import type { Body } from "../../api/nouns";
import { useAct } from "../../api/use-act";
import { Failure } from "../../parts/loaded";
import { Button } from "../../ui/button";
import { CopyLine } from "../../ui/copy";
import { Dialog, DialogBody } from "../../ui/dialog";
import { Menu, MenuItem } from "../../ui/menu";
import { Note } from "../../ui/note";

type Verification = Body<"AuditVerification">;
type Reason = ReturnType<typeof reason>;

/** Takes a log away, as it is filtered, and asks the server whether it holds. */
export function AuditTools(props: {
  /** Where a browser saves it from. */
  address: (format: "jsonl" | "csv") => string;
  verify: () => Promise<Verification>;
  exportReason?: Reason;
  verifyReason?: Reason;
  isFiltered: boolean;
}) {
  const { exportReason, verifyReason } = props;
  const verify = useAct((_: null) => props.verify());
  const [isOpen, setOpen] = useState(false);
  const check = () => {
    setOpen(true);
    verify.run(null);
  };
  return (
    <>
      <Menu label="Formats" align="end" trigger={<Button icon={Download}>Export</Button>}>
        {(["jsonl", "csv"] as const).map((format) => (
          <MenuItem key={format} denied={exportReason} onSelect={() => save(props.address(format))}>
            {format === "csv" ? "CSV" : "JSON Lines"}
            <span className="block text-cap text-ink-3">
              {about(format, props.isFiltered || Boolean(verifyReason))}
            </span>
          </MenuItem>
        ))}
      </Menu>
      <Button icon={ShieldCheck} denied={verifyReason} onClick={check}>
        Verify
      </Button>
      <Dialog isOpen={isOpen} onClose={() => setOpen(false)} title="Verify the audit log">
        <DialogBody>
          {verify.isBusy && <p aria-live="polite">Reading every entry…</p>}
          {verify.error && <Failure error={verify.error} retry={check} />}
          {!verify.isBusy && verify.output && <Verdict found={verify.output} />}
        </DialogBody>
      </Dialog>
    </>
  );
}

function about(format: "jsonl" | "csv", isPart: boolean): string {
  if (format === "csv") return "For spreadsheets; cannot be verified";
  return isPart ? "The entries that you see; a part cannot be verified" : "The whole log, to be verified anywhere";
}

/** The browser saves it while it arrives, however long it is. */
function save(address: string): void {
  const link = document.createElement("a");
  link.href = address;
  link.download = "";
  link.click();
}

function Verdict({ found }: { found: Verification }) {
  if (!found.holds) {
    return (
      <Note kind="loss">
        <p className="font-medium">The log does not hold.</p>
        <p>Somebody changed it behind the server's back: {found.problem}.</p>
      </Note>
    );
  }
  const first = found.first ?? 1;
  const last = found.entries ?? 0;
  return (
    <>
      <p role="status">
        <strong className="font-medium text-gain">The log holds.</strong>{" "}
        {last === 0 ? "It has no entry yet." : `Entries ${say(first)} to ${say(last)}: none missing, none changed.`}
        {first > 1 && ` Entries 1 to ${say(first - 1)} were pruned, as the log says itself.`}
        {Boolean(found.erased) &&
          ` Personal data was erased in ${say(found.erased ?? 0)} ${found.erased === 1 ? "place" : "places"}, as the log says itself.`}
      </p>
      {found.head && last > 0 && (
        <div>
          <p className="mb-1 font-medium">Head after {say(last)} entries</p>
          <CopyLine value={found.head} label="head" />
          <p className="mt-1 text-ink-2">
            Keep it elsewhere: with it, an export shows later that the log was neither cut off nor written anew.
          </p>
        </div>
      )}
    </>
  );
}

const say = (number: number) => number.toLocaleString("en");
