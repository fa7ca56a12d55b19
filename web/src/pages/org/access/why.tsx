import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { KeyRound } from "lucide-react";
import { type Explanation, explain, type Thing, type Who, whoCan } from "../../../api/access";
import { can } from "../../../api/can";
import { queryClient } from "../../../api/client";
import { GrantTable, VerdictBand } from "../../../parts/access/answer";
import { useAsk } from "../../../parts/access/asking";
import { type QuestionSearch, sayWho, thingOf, whoOf } from "../../../parts/access/question";
import { Loaded } from "../../../parts/loaded";
import { useHeld } from "../../../parts/place";
import { People } from "../../../ui/avatar";
import { Button } from "../../../ui/button";
import { Empty } from "../../../ui/note";
import { AskWhy } from "./ask";
import { Fixes, WhoCanLink } from "./fixes";
import { ExplorerHead } from "./head";

/** Can somebody do something on something, and why, or what would allow it. */
export function WhyPage() {
  const { organization } = useParams({ from: "/inside/org/$organization/access" });
  const search = useSearch({ from: "/inside/org/$organization/access" });
  const navigate = useNavigate();
  const self = useHeld(organization)?.member;
  // Without a name in the address it is about oneself, which anyone may ask.
  const asked = { ...search, who: whoOf(search.who) ? search.who : self && sayWho({ member: self }) };
  const who = whoOf(asked.who);
  const change = (next: QuestionSearch) =>
    void navigate({ to: "/org/$organization/access", params: { organization }, search: next });
  return (
    <>
      <ExplorerHead organization={organization} tab="why" />
      <AskWhy organization={organization} asked={asked} onChange={change} />
      {who && asked.action ? (
        <Answer organization={organization} who={who} action={asked.action} on={thingOf(asked)} />
      ) : (
        <Empty>Choose what they would do, and on what. The answer says why, or what would allow it.</Empty>
      )}
    </>
  );
}

type AnswerProps = { organization: string; who: Who; action: string; on: Thing };

function Answer({ organization, who, action, on }: AnswerProps) {
  const asked = explain(organization, who, action, on);
  const query = useQuery({ ...asked, placeholderData: keepPreviousData });
  const self = useHeld(organization)?.member;
  const isSelf = "member" in who && who.member === self;
  return (
    <Loaded query={query}>
      {(explanation) => (
        <>
          <VerdictBand explanation={explanation} isPending={query.isPlaceholderData} />
          <Evidence
            {...{ organization, explanation, on, isSelf }}
            again={() => queryClient.fetchQuery({ ...asked, staleTime: 0 })}
          />
        </>
      )}
    </Loaded>
  );
}

type EvidenceProps = {
  organization: string;
  explanation: Explanation;
  on: Thing;
  isSelf: boolean;
  again: () => Promise<Explanation>;
};

/** The grants on the left, what would allow it and who can today on the right. */
export function Evidence({ organization, explanation, on, isSelf, again }: EvidenceProps) {
  const ask = useAsk();
  const { allowed, action, fixes, path } = explanation;
  return (
    <div className="grid flex-1 grid-cols-[minmax(0,1fr)_minmax(320px,28vw)] max-l:grid-cols-[minmax(0,1fr)]">
      <GrantTable explanation={explanation} />
      <aside
        aria-label={allowed ? "Who can" : "Fixes"}
        className="border-l border-line px-(--gutter) py-4 max-l:border-t max-l:border-l-0"
      >
        {!allowed && path.length > 0 && (
          <section className="mb-3">
            <header className="mb-2 flex items-baseline gap-2">
              <h2>What would allow it</h2>
              <span className="ml-auto text-cap text-ink-3">least authority first</span>
            </header>
            <Fixes explanation={explanation} again={again} />
            {isSelf && fixes.length > 0 && (
              <Button icon={KeyRound} className="mt-2" onClick={() => ask({ organization, action, on })}>
                Request access
              </Button>
            )}
          </section>
        )}
        <WhoCanToday {...{ organization, action, on }} />
      </aside>
    </div>
  );
}

/** People come before what acts for them. */
const KINDS = ["member", "team", "service_token", "personal_token"];

/** How many may do it now, with the first of them. */
function WhoCanToday({ organization, action, on }: { organization: string; action: string; on: Thing }) {
  const mayAsk = can(useHeld(organization), "access.explain");
  const query = useInfiniteQuery({ ...whoCan(organization, action, on), enabled: mayAsk, retry: false });
  if (!query.data) return null;
  const { total } = query.data;
  const items = query.data.items.toSorted((one, other) => KINDS.indexOf(one.kind) - KINDS.indexOf(other.kind));
  return (
    <section className="flex items-center gap-2 border-t border-line pt-2">
      <h2 className="font-normal">
        <WhoCanLink organization={organization} search={{ action, ...on }}>
          Who can today
        </WhoCanLink>
      </h2>
      <span className="ml-auto">
        {total === 0 ? <span className="text-ink-3">Nobody</span> : <People people={items} total={total} />}
      </span>
    </section>
  );
}
