import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { me, signOut } from "../api/account";
import { queryClient } from "../api/client";
import { asApiError, sentence } from "../api/error";
import { acceptInvitation, declineInvitation, type InvitationLook, invitationLook } from "../api/invitations";
import { useAct } from "../api/use-act";
import { ConfirmDelete } from "../parts/confirm-delete";
import { Doorway } from "../parts/doorway";
import { errorOf, Form, FormError, text } from "../parts/form";
import { Failure } from "../parts/loaded";
import { paths } from "../paths";
import { Button, buttonClass } from "../ui/button";
import { Field, Input } from "../ui/field";
import { Facts } from "../ui/page";
import { LoadingRows } from "../ui/table";
import { Time } from "../ui/time";

const FIELDS = ["display_name", "password"];

/** Who invites whom to what; for whoever has the link, signed in or not. */
export function InvitationPage() {
  const { secret } = useParams({ from: "/invitations/$secret" });
  const query = useQuery(invitationLook(secret));
  const [isDeclined, setIsDeclined] = useState(false);
  if (isDeclined) {
    return (
      <Doorway title="Invitation declined">
        <p className="text-ink-2">Nothing was given to you. Whoever invited you sees that you said no.</p>
        <Home />
      </Doorway>
    );
  }
  if (query.data) return <Answer secret={secret} look={query.data} onDeclined={() => setIsDeclined(true)} />;
  if (!query.error) {
    return (
      <Doorway title="Invitation">
        <LoadingRows count={3} />
      </Doorway>
    );
  }
  const error = asApiError(query.error);
  if (error.status !== 404) {
    return (
      <Doorway title="Invitation">
        <Failure error={error} retry={() => void query.refetch()} />
      </Doorway>
    );
  }
  return (
    <Doorway title="This invitation has ended">
      <p className="text-ink-2">
        {sentence(error.message)} {error.hint && sentence(error.hint)}
      </p>
      <Home />
    </Doorway>
  );
}

function Home() {
  return (
    <Link to={paths.home()} className={`${buttonClass("outline", "large")} mt-5`}>
      Go to Bailiwick
    </Link>
  );
}

type Props = { secret: string; look: InvitationLook; onDeclined: () => void };

function Answer({ secret, look, onDeclined }: Props) {
  const [isDeclining, setIsDeclining] = useState(false);
  const decline = useAct(() => declineInvitation(secret), onDeclined);
  const declining = (
    <Button size="large" onClick={() => setIsDeclining(true)}>
      Decline
    </Button>
  );
  return (
    <Doorway
      title={`Join ${look.organization}`}
      about={`${look.inviter ?? "Somebody whose account is gone"} invites you.`}
    >
      <div className="flex flex-col gap-5">
        <Facts
          facts={[
            ["For", look.email],
            ["Roles", <Names key="roles" names={look.roles} none="none for the organization" />],
            ...(look.teams.length > 0
              ? [["Teams", <Names key="teams" names={look.teams} none="" />] as [string, ReactNode]]
              : []),
            ["Until", <Time key="until" at={look.expires_at} />],
          ]}
        />
        {look.is_for_caller === true && <Accept secret={secret} beside={declining} />}
        {look.is_for_caller === false && <WrongAccount look={look} />}
        {look.is_for_caller === null && <NewPerson secret={secret} look={look} beside={declining} />}
      </div>
      <ConfirmDelete
        isOpen={isDeclining}
        onClose={() => setIsDeclining(false)}
        title="Decline invitation"
        button="Decline"
        note="They can invite you again."
        act={decline}
      >
        <p>
          The link leads nowhere from then on, and <b className="text-ink">{look.organization}</b> sees that you
          declined.
        </p>
      </ConfirmDelete>
    </Doorway>
  );
}

function Names({ names, none }: { names: string[]; none: string }) {
  return names.length === 0 ? <span className="text-ink-3">{none}</span> : names.join(", ");
}

/** Accepts, then asks everything anew: the account is another one, or may more. */
function useAccept(secret: string) {
  const navigate = useNavigate();
  return useAct(
    (body: { password?: string; display_name?: string }) => acceptInvitation(secret, body),
    async ({ organization }) => {
      queryClient.clear();
      await navigate({ to: paths.projects(organization) });
    },
  );
}

function Accept({ secret, beside }: { secret: string; beside: ReactNode }) {
  const act = useAccept(secret);
  return (
    <Form onSubmit={() => act.run({})} className="flex flex-col gap-4">
      <FormError error={act.error} onClear={act.clear} />
      <div className="flex gap-2">
        <Button type="submit" look="primary" size="large" isBusy={act.isBusy} className="flex-1">
          Accept
        </Button>
        {beside}
      </div>
    </Form>
  );
}

function WrongAccount({ look }: { look: InvitationLook }) {
  const account = useQuery(me()).data?.account;
  const act = useAct(signOut, () => queryClient.clear());
  return (
    <>
      <p>
        This invitation is for <b>{look.email}</b>. You are signed in
        {account ? (
          <>
            {" "}
            as <b>{account.email}</b>
          </>
        ) : (
          " with another address"
        )}
        , so you cannot accept it.
      </p>
      <FormError error={act.error} onClear={act.clear} />
      <Button look="primary" size="large" isBusy={act.isBusy} onClick={() => act.run(undefined)}>
        Sign out and use another account
      </Button>
    </>
  );
}

function NewPerson({ secret, look, beside }: { secret: string; look: InvitationLook; beside: ReactNode }) {
  const act = useAccept(secret);
  const signInTo = (
    <Link to={paths.signIn(paths.invitation(secret))} className="text-accent underline underline-offset-2">
      Sign in
    </Link>
  );
  if (!look.can_sign_up) {
    return (
      <>
        <p>This server makes no new accounts. {signInTo} with the invited address to accept.</p>
        <div>{beside}</div>
      </>
    );
  }
  return (
    <>
      <p>Have an account with this address? {signInTo} to accept. Otherwise make one:</p>
      <Form
        onSubmit={(data) =>
          act.run({ display_name: text(data, "display_name"), password: String(data.get("password")) })
        }
        className="flex flex-col gap-4"
      >
        <Field label="Your name" hint="What others see." error={errorOf(act.error, "display_name", FIELDS)}>
          {(field) => <Input {...field} name="display_name" autoComplete="name" required maxLength={100} />}
        </Field>
        <Field
          label="Password"
          hint="At least 12 characters; a sentence is best."
          error={errorOf(act.error, "password", FIELDS)}
        >
          {(field) => <Input {...field} name="password" type="password" autoComplete="new-password" required />}
        </Field>
        <FormError error={act.error} names={FIELDS} onClear={act.clear} />
        <div className="flex gap-2">
          <Button type="submit" look="primary" size="large" isBusy={act.isBusy} className="flex-1">
            Create account and accept
          </Button>
          {beside}
        </div>
      </Form>
    </>
  );
}
