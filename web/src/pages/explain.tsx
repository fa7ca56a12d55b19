import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { type Explanation, refusal } from "../api/access";
import { queryClient } from "../api/client";
import { begin } from "../api/error";
import { VerdictBand } from "../parts/access/answer";
import { title } from "../parts/access/pick-action";
import { thingOfPath } from "../parts/access/question";
import { Loaded } from "../parts/loaded";
import { PageHead } from "../ui/page";
import { Time } from "../ui/time";
import { DataRefusal } from "./explain-data";
import { Evidence } from "./org/access/why";

/** A name as it was given; what the server says in place of one begins the sentence. */
function sayAsker(principal: Explanation["principal"]): string {
  if (!principal) return "Somebody";
  return principal.kind === "personal_token" ? begin(principal.name) : principal.name;
}

/** Why a request was refused: the page that every refusal leads to. */
export function ExplainPage() {
  const { request } = useParams({ from: "/inside/explain/$request" });
  const asked = refusal(request);
  const query = useQuery(asked);
  return (
    <Loaded query={query} isPage>
      {({ at, own, operation, organization, explanation, data }) => {
        if (data) return <DataRefusal organization={organization} at={at} data={data} />;
        if (!explanation) return null;
        const { principal, path, action, allowed } = explanation;
        return (
          <>
            <title>Why it was refused · Bailiwick</title>
            <PageHead
              title="Why it was refused"
              about={
                <>
                  {own ? "You" : sayAsker(principal)} asked to {explanation.description} (<code>{operation}</code>) on{" "}
                  {path.map(({ name }) => name).join(" / ")}, <Time at={at} />.
                </>
              }
            />
            {allowed && (
              <p className="px-(--gutter) pb-3 text-ink-2">
                It has been given since: “{title(action)}” is allowed now. Do again what was refused.
              </p>
            )}
            <VerdictBand explanation={explanation} />
            <Evidence
              {...{ organization, explanation }}
              on={thingOfPath(path)}
              isSelf={own}
              again={async () => (await queryClient.fetchQuery({ ...asked, staleTime: 0 })).explanation ?? explanation}
            />
          </>
        );
      }}
    </Loaded>
  );
}
