import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { actions } from "../../api/roles";
import { Button } from "../../ui/button";
import { type Offer, OfferContext } from "../../ui/reason";
import { useHeld } from "../place";
import { AskingContext, useWish, type Wish } from "./asking";
import { sayWho } from "./question";
import { RequestAccess } from "./request-access";

/** Lets everything below it ask for access, and ask why it is missing. */
export function AskingHost({ children }: { children: ReactNode }) {
  const [wish, setWish] = useState<Wish | null>(null);
  const [action, setAction] = useState<string | null>(null);
  const offer: Offer = {
    acts: (denial, close) => (
      <Offered action={denial.action} close={close} onAsk={() => close(() => setAction(denial.action))} />
    ),
    open: (denial) => setAction(denial.action),
  };
  return (
    <AskingContext value={setWish}>
      <OfferContext value={offer}>
        {children}
        {action && <FromHere action={action} onClose={() => setAction(null)} />}
        {wish && <RequestAccess wish={wish} onClose={() => setWish(null)} />}
      </OfferContext>
    </AskingContext>
  );
}

/** Asks for an action on what the address names, as far as the action is judged on it. */
function FromHere({ action, onClose }: { action: string; onClose: () => void }) {
  const wishOf = useWish();
  const { isPending } = useQuery(actions());
  return isPending ? null : <RequestAccess wish={wishOf(action)} onClose={onClose} />;
}

type OfferedProps = { action: string; close: () => void; onAsk: () => void };

/** To ask for it; or to the access explorer, with the question filled in: oneself, the action, the thing. */
function Offered({ action, close, onAsk }: OfferedProps) {
  const navigate = useNavigate();
  const { organization, on } = useWish()(action);
  const self = useHeld(organization)?.member;
  const explain = () => {
    close();
    void navigate({
      to: "/org/$organization/access",
      params: { organization },
      search: { ...on, action, ...(self ? { who: sayWho({ member: self }) } : {}) },
    });
  };
  return (
    <>
      <Button size="small" onClick={onAsk}>
        Request access
      </Button>
      <Button size="small" look="ghost" onClick={explain}>
        Why
      </Button>
    </>
  );
}
