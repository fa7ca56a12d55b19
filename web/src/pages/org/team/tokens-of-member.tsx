import { useState } from "react";
import { type ApiError, sentence } from "../../../api/error";
import type { TokensOfMember } from "../../../api/members";
import { Note } from "../../../ui/note";
import { Prose } from "../../../ui/prose";
import { Segmented } from "../../../ui/segmented";

/** What becomes of the service tokens that somebody made: asked once the server says that there are any. */
export function useTokensOfMember() {
  const [asked, setAsked] = useState<ApiError | null>(null);
  const [choice, setChoice] = useState<TokensOfMember>();
  return {
    choice,
    /** Keeps the server's question; any other failure goes on. */
    ask: (error: ApiError) => {
      if (error.code !== "tokens_undecided") throw error;
      setAsked(error);
    },
    isAsked: asked !== null,
    reason: asked && !choice ? "Choose what becomes of the service tokens." : undefined,
    field: asked && <Question about={asked.message} choice={choice} onChange={setChoice} />,
  };
}

function Question(props: { about: string; choice: TokensOfMember; onChange: (choice: TokensOfMember) => void }) {
  const [about = ""] = props.about.split("; say ");
  return (
    <Note kind="warn">
      <p>
        <Prose text={sentence(about)} />
      </p>
      <div className="mt-2">
        <Segmented
          label="What becomes of the service tokens"
          value={props.choice ?? ""}
          onChange={(choice) => props.onChange(choice === "" ? undefined : choice)}
          options={[
            { value: "keep", label: "Keep them" },
            { value: "revoke", label: "Revoke them" },
          ]}
        />
      </div>
      <p className="mt-1 text-cap text-ink-2">
        Kept, they belong to the organization and go on working. Revoked, whatever uses them stops at once.
      </p>
    </Note>
  );
}
