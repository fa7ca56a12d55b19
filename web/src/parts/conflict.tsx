import { useQueryClient } from "@tanstack/react-query";
import { Button } from "../ui/button";
import { Dialog, DialogBody, DialogFoot } from "../ui/dialog";

/** Someone else saved first. Nothing typed here is lost: after the newest version is fetched, the same save goes through. */
export function Conflict({ onClose, onNewest }: { onClose: () => void; onNewest?: (() => void) | undefined }) {
  const queries = useQueryClient();
  const fetchNewest = async () => {
    await queries.invalidateQueries();
    onNewest?.();
    onClose();
  };
  return (
    <Dialog isOpen onClose={onClose} title="Someone else changed this">
      <DialogBody>
        <p>
          It was saved by someone else after you opened it, so your save was held back. What you typed is still here:
          fetch the newest version, look at it, and save again.
        </p>
      </DialogBody>
      <DialogFoot>
        <Button size="large" onClick={onClose}>
          Keep editing
        </Button>
        <Button size="large" look="primary" onClick={() => void fetchNewest()}>
          Fetch newest version
        </Button>
      </DialogFoot>
    </Dialog>
  );
}
