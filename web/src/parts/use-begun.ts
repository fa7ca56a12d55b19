import { useState } from "react";

type Begun<Saved> = {
  /** What the draft was begun with: its version goes along with a save. */
  begun: Saved;
  /** Takes the newest version for seen, with what is typed kept; pressed in the dialog of a conflict. */
  takeNewest: () => void;
};

/**
 * What somebody's draft was begun with. A version that comes later is taken over while nothing is typed. Otherwise it is not:
 * the save would pass for one by somebody who saw it, and undo it.
 */
export function useBegun<Saved>(props: {
  newest: Saved;
  /** Differs from one version to the next. */
  versionOf: (saved: Saved) => unknown;
  /** Whether what is on screen differs from what was saved like this. */
  isTypedOver: (saved: Saved) => boolean;
  /** Puts on screen what was saved. */
  show: (saved: Saved) => void;
}): Begun<Saved> {
  const { newest, versionOf, isTypedOver } = props;
  const [begun, setBegun] = useState(newest);
  const [isAsked, setIsAsked] = useState(false);
  // While it renders, so that nothing is ever seen against the wrong version. What was asked for may come a moment later.
  if (versionOf(newest) !== versionOf(begun)) {
    const isTyped = isTypedOver(begun) && isTypedOver(newest);
    if (!isTyped || isAsked) {
      setBegun(newest);
      setIsAsked(false);
    }
    if (!isTyped) props.show(newest);
  }
  return { begun, takeNewest: () => setIsAsked(true) };
}
