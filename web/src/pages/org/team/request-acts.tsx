import { Undo2 } from "lucide-react";
import { useState } from "react";
import { type AccessRequest, revokeRequest, withdrawRequest } from "../../../api/access-requests";
import { denial } from "../../../api/can";
import { useAct } from "../../../api/use-act";
import { title } from "../../../parts/access/pick-action";
import { saySeers } from "../../../parts/access/request-access";
import { ConfirmDelete } from "../../../parts/confirm-delete";
import { Button } from "../../../ui/button";
import { Kebab, MenuItem } from "../../../ui/menu";
import { DecideRequest } from "./decide-request";

type Props = { organization: string; request: AccessRequest };

const OWN = "Nobody decides what they asked for themselves.";

/** What may be done with a request that waits, or that gave something. */
export function RequestActs({ organization, request }: Props) {
  const [open, setOpen] = useState<"decide" | "withdraw" | null>(null);
  const close = () => setOpen(null);
  if (request.state === "approved" && request.granted_until) {
    return <TakeBack organization={organization} request={request} />;
  }
  if (request.state !== "pending") return null;
  return (
    <>
      {request.own ? (
        <Kebab label={`Acts on your request to ${title(request.action).toLowerCase()}`}>
          <MenuItem icon={Undo2} onSelect={() => setOpen("withdraw")}>
            Withdraw
          </MenuItem>
          <MenuItem reason={OWN} onSelect={() => setOpen("decide")}>
            Decide
          </MenuItem>
        </Kebab>
      ) : (
        <Button
          size="small"
          denied={denial(request, "members.update")}
          aria-label={`Decide: ${request.asker.name}, ${title(request.action)}`}
          onClick={() => setOpen("decide")}
        >
          Decide
        </Button>
      )}
      {open === "decide" && <DecideRequest organization={organization} request={request} onClose={close} />}
      {open === "withdraw" && <Withdraw organization={organization} request={request} onClose={close} />}
    </>
  );
}

/** Ends what an approval gave: by who asked, or by whoever could approve it. */
function TakeBack({ organization, request }: Props) {
  const [isOpen, setOpen] = useState(false);
  const close = () => setOpen(false);
  const act = useAct(
    () => (request.own ? withdrawRequest(organization, request.id) : revokeRequest(organization, request.id, {})),
    close,
  );
  const [word, button] = request.own
    ? (["Give up", "Give up access"] as const)
    : (["Revoke", "Revoke access"] as const);
  return (
    <>
      <Button
        size="small"
        denied={request.own ? undefined : denial(request, "members.update")}
        aria-label={`${word}: ${request.asker.name}, ${title(request.action)}`}
        onClick={() => setOpen(true)}
      >
        {word}
      </Button>
      <ConfirmDelete isOpen={isOpen} onClose={close} title={word} button={button} note="It ends at once." act={act}>
        <p>
          {request.own ? "You" : request.asker.name} may no longer{" "}
          <b className="text-ink">{title(request.action).toLowerCase()}</b> by this approval. Roles stay as they are.
        </p>
      </ConfirmDelete>
    </>
  );
}

function Withdraw({ organization, request, onClose }: Props & { onClose: () => void }) {
  const act = useAct(() => withdrawRequest(organization, request.id), onClose);
  return (
    <ConfirmDelete
      isOpen
      onClose={onClose}
      title="Withdraw"
      button="Withdraw request"
      note="You may ask again at any time."
      act={act}
    >
      <p>
        You no longer ask to <b className="text-ink">{title(request.action).toLowerCase()}</b>. {saySeers(request)}
      </p>
    </ConfirmDelete>
  );
}
