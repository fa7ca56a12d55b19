import { useInfiniteQuery } from "@tanstack/react-query";
import { Ban, RotateCw } from "lucide-react";
import { type ReactNode, useState } from "react";
import { can, denial } from "../../../api/can";
import {
  cancelInvitation,
  type Invitation,
  invitations,
  resendInvitation,
  type SentInvitation,
} from "../../../api/invitations";
import { useAct } from "../../../api/use-act";
import { ConfirmDelete } from "../../../parts/confirm-delete";
import { errorOf, Form, FormActs, FormError, text } from "../../../parts/form";
import { Loaded, LoadMore } from "../../../parts/loaded";
import { useHeld } from "../../../parts/place";
import { Badge, type Tone } from "../../../ui/badge";
import { Dialog, DialogBody, DialogFoot } from "../../../ui/dialog";
import { Kebab, MenuItem } from "../../../ui/menu";
import { Prose } from "../../../ui/prose";
import { Segmented } from "../../../ui/segmented";
import { Table } from "../../../ui/table";
import { Time } from "../../../ui/time";
import { Days, Link } from "./invite";

type Shown = "pending" | "expired" | "all";

/** Who is invited and has not answered; on demand, how the others ended. */
export function Invitations({ organization }: { organization: string }) {
  const held = useHeld(organization);
  const [shown, setShown] = useState<Shown>("pending");
  const query = useInfiniteQuery({
    ...invitations(organization, shown === "all" ? undefined : shown),
    enabled: can(held, "invitations.view"),
    placeholderData: (before) => before,
  });
  // Whoever may not see invitations is told so by the button that makes them.
  if (!can(held, "invitations.view")) return null;
  return (
    <section aria-labelledby="invitations" className="mt-2 pt-4">
      <header className="flex flex-wrap items-center gap-x-4 gap-y-2 px-(--gutter) pb-3">
        <h2 id="invitations">Invitations</h2>
        <Segmented
          label="Which invitations"
          value={shown}
          onChange={setShown}
          options={[
            { value: "pending", label: "Pending" },
            { value: "expired", label: "Expired" },
            { value: "all", label: "All" },
          ]}
        />
      </header>
      <Loaded query={query}>
        {({ items, total }) =>
          items.length === 0 ? (
            <p className="border-y border-line px-(--gutter) py-4 text-ink-2">{EMPTY[shown]}</p>
          ) : (
            <>
              <Table
                caption="Invitations"
                rows={items}
                rowKey={(invitation) => invitation.id}
                columns={[
                  { name: "Address", kind: "main", width: "36%", cell: (one) => <Whom one={one} /> },
                  { name: "Role", cell: (one) => <Promised one={one} /> },
                  {
                    name: "By",
                    width: "16%",
                    cell: (one) => (
                      <span className="[overflow-wrap:anywhere]">{one.inviter_name ?? "an account that is gone"}</span>
                    ),
                  },
                  { name: "Expires", width: "14%", cell: (one) => <Time at={one.expires_at} /> },
                  { name: "Acts", kind: "acts", cell: (one) => <Acts organization={organization} one={one} /> },
                ]}
              />
              <LoadMore query={query} shown={items.length} total={total} />
            </>
          )
        }
      </Loaded>
    </section>
  );
}

const EMPTY: Record<Shown, string> = {
  pending: "Nobody is invited at the moment.",
  expired: "No invitation went without an answer for too long.",
  all: "Nobody was invited yet.",
};

const TONES: Partial<Record<Invitation["state"], Tone>> = { accepted: "gain", void: "loss", expired: "warn" };

function Whom({ one }: { one: Invitation }) {
  return (
    <span className="flex flex-wrap items-center gap-x-2 [overflow-wrap:anywhere]">
      <span className="font-strong">{one.email}</span>
      <Badge tone={TONES[one.state] ?? "plain"}>{one.state}</Badge>
      {one.reason && (
        <span className="block w-full text-cap text-ink-3 first-letter:uppercase">
          <Prose text={one.reason} />
        </span>
      )}
    </span>
  );
}

function Promised({ one }: { one: Invitation }): ReactNode {
  if (one.roles.length + one.teams.length === 0)
    return <span className="text-ink-3">no role for the organization</span>;
  return (
    <span className="flex flex-wrap gap-1">
      {one.roles.map((role) => (
        <Badge key={role.id}>{role.name}</Badge>
      ))}
      {one.teams.map((team) => (
        <Badge key={team.id}>team {team.name}</Badge>
      ))}
    </span>
  );
}

function Acts({ organization, one }: { organization: string; one: Invitation }) {
  const [open, setOpen] = useState<"resend" | "cancel" | null>(null);
  const props = { organization, one, onClose: () => setOpen(null) };
  return (
    <>
      <Kebab label={`Acts on the invitation of ${one.email}`}>
        <MenuItem icon={RotateCw} denied={denial(one, "invitations.create")} onSelect={() => setOpen("resend")}>
          Send again
        </MenuItem>
        <MenuItem icon={Ban} isDanger denied={denial(one, "invitations.cancel")} onSelect={() => setOpen("cancel")}>
          Cancel invitation
        </MenuItem>
      </Kebab>
      {open === "resend" && <Resend {...props} />}
      {open === "cancel" && <Cancel {...props} />}
    </>
  );
}

type Props = { organization: string; one: Invitation; onClose: () => void };

function Resend({ organization, one, onClose }: Props) {
  const [sent, setSent] = useState<SentInvitation | null>(null);
  const act = useAct(
    (data: FormData) => resendInvitation(organization, one.id, one.version, Number(text(data, "days"))),
    setSent,
  );
  if (sent) return <Link sent={sent} title="New link made" onClose={onClose} />;
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title="Send again"
      about={`${one.email} gets a new link; the one before leads nowhere from then on.`}
    >
      <Form onSubmit={act.run}>
        <DialogBody>
          <Days error={errorOf(act.error, "expires_in_days", ["expires_in_days"])} />
          <FormError error={act.error} names={["expires_in_days"]} onClear={act.clear} />
        </DialogBody>
        <DialogFoot note="You answer for it from now on.">
          <FormActs act="Make new link" isBusy={act.isBusy} onCancel={onClose} />
        </DialogFoot>
      </Form>
    </Dialog>
  );
}

function Cancel({ organization, one, onClose }: Props) {
  const act = useAct(() => cancelInvitation(organization, one.id, one.version), onClose);
  return (
    <ConfirmDelete
      isOpen
      onClose={onClose}
      title="Cancel invitation"
      button="Cancel invitation"
      note="They can be invited again."
      act={act}
    >
      <p>
        The link that <b className="text-ink">{one.email}</b> was given leads nowhere from then on.
      </p>
    </ConfirmDelete>
  );
}
