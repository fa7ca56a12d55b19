import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { firstRun, me, signUp } from "../api/account";
import { queryClient } from "../api/client";
import { useAct } from "../api/use-act";
import { Doorway } from "../parts/doorway";
import { Form, FormError } from "../parts/form";
import { NEW_ACCOUNT_FIELDS, NewAccountFields, readNewAccount } from "../parts/new-account";
import { paths } from "../paths";
import { Button } from "../ui/button";

const CLOSED = {
  invited: "This server takes new accounts by invitation only. Ask an owner of an organization to invite you.",
  closed: "This server takes no new accounts.",
};

/** An account and its organization, where the operator lets anyone make one. */
export function SignUpPage() {
  const navigate = useNavigate();
  const mode = useQuery(firstRun()).data?.sign_up;
  const act = useAct(
    (data: FormData) => signUp(readNewAccount(data)),
    async (answer) => {
      queryClient.clear();
      queryClient.setQueryData(me().queryKey, answer);
      await navigate({ to: paths.home() });
    },
  );
  const foot = (
    <>
      Have an account?{" "}
      <Link to={paths.signIn()} className="text-accent underline underline-offset-2">
        Sign in
      </Link>
    </>
  );
  if (mode === "invited" || mode === "closed") {
    return (
      <Doorway title="Sign up" foot={foot}>
        <p className="text-ink-2">{CLOSED[mode]}</p>
      </Doorway>
    );
  }
  return (
    <Doorway title="Sign up" foot={foot}>
      <Form onSubmit={act.run} className="flex flex-col gap-4">
        <NewAccountFields error={act.error} />
        <FormError error={act.error} names={NEW_ACCOUNT_FIELDS} onClear={act.clear} />
        <Button type="submit" look="primary" size="large" isBusy={act.isBusy}>
          Create account
        </Button>
      </Form>
    </Doorway>
  );
}
