import type { ReactNode } from "react";
import { Button } from "../ui/button";
import { CopyLine } from "../ui/copy";
import { Dialog, DialogBody, DialogFoot } from "../ui/dialog";
import { Note } from "../ui/note";

/** The secret of a token or a key, shown once. */
export function Minted(props: { secret: string; what?: string; onClose: () => void; children?: ReactNode }) {
  const { secret, what = "token", onClose, children } = props;
  return (
    <Dialog isOpen isSticky onClose={onClose} title={`Copy your ${what}`}>
      <DialogBody>
        <Note kind="warn">This is the only time it is shown. The server keeps no copy that could be read.</Note>
        <CopyLine value={secret} label={what} />
        {children}
      </DialogBody>
      <DialogFoot>
        <Button size="large" look="primary" onClick={onClose}>
          Done
        </Button>
      </DialogFoot>
    </Dialog>
  );
}
