import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { Button } from "../../ui/button";
import { type Offer, OfferContext } from "../../ui/reason";
import { useHeld } from "../place";
import { AskingContext, useWish, type Wish } from "./asking";
import { sayWho } from "./question";
import { RequestAccess } from "./request-access";

/** Lets everything below it ask for access, and ask why it is missing. */
export function AskingHost({ children }: { children: ReactNode }) {
  const [wish, setWish] = useState<Wish | null>(null);
  const wishOf = useWish();
  const offer: Offer = {
    acts: ({ action }, close) => (
      <>
        <Button size="small" onClick={() => close(() => setWish(wishOf(action)))}>
          Request access
        </Button>
        <Why wish={wishOf(action)} onGo={() => close()} />
      </>
    ),
    open: ({ action }) => setWish(wishOf(action)),
  };
  return (
    <AskingContext value={setWish}>
      <OfferContext value={offer}>
        {children}
        {wish && <RequestAccess wish={wish} onClose={() => setWish(null)} />}
      </OfferContext>
    </AskingContext>
  );
}

/** To the access explorer, with the question filled in: oneself, the action, the thing. */
function Why({ wish, onGo }: { wish: Wish; onGo: () => void }) {
  const navigate = useNavigate();
  const self = useHeld(wish.organization)?.member;
  const go = () => {
    onGo();
    void navigate({
      to: "/org/$organization/access",
      params: { organization: wish.organization },
      search: { ...wish.on, action: wish.action, ...(self ? { who: sayWho({ member: self }) } : {}) },
    });
  };
  return (
    <Button size="small" look="ghost" onClick={go}>
      Why
    </Button>
  );
}
