import { useState } from "react";
import { useBegun } from "./use-begun";

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
 * What a form was begun with, for one whose fields keep what is typed themselves: it says when something is typed, where a
 * draft is compared with what was saved (`useBegun`).
 */
export function useSeen<Saved>(newest: Saved): Seen<Saved> {
  const [isTyped, setIsTyped] = useState(false);
  const { begun, takeNewest } = useBegun({
    newest,
    versionOf: (saved) => saved,
    isTypedOver: () => isTyped,
    show: () => {},
  });
  return {
    seen: begun,
    onTyped: () => setIsTyped(true),
    onSaved: () => setIsTyped(false),
    onNewest: takeNewest,
  };
}
