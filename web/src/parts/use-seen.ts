import { useState } from "react";

type Seen<Saved> = {
  /** What was saved as somebody last saw it: its version goes along with a save. */
  seen: Saved;
  /** Something is typed; given to the form. */
  onTyped: () => void;
  /** What is typed was saved. */
  onSaved: () => void;
  /** Takes the newest for seen, with what is typed kept; pressed in the dialog of a conflict. */
  onNewest: () => void;
};

/**
 * What a form was begun with. What comes later is taken over while nothing is typed. Otherwise it is not: the save would pass
 * for one by somebody who saw it, and undo it. (`useBegun` does the same for a draft that can be compared with what was saved.)
 */
export function useSeen<Saved>(newest: Saved): Seen<Saved> {
  const [seen, setSeen] = useState(newest);
  const [isTyped, setIsTyped] = useState(false);
  const [isAsked, setIsAsked] = useState(false);
  // While it renders, so that nothing is ever seen against the wrong version. What was asked for may come a moment later.
  if (seen !== newest && (isAsked || !isTyped)) {
    setSeen(newest);
    setIsAsked(false);
  }
  return {
    seen,
    onTyped: () => setIsTyped(true),
    onSaved: () => setIsTyped(false),
    onNewest: () => setIsAsked(true),
  };
}
