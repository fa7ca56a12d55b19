import { useQuery } from "@tanstack/react-query";
import { Link, Navigate, useNavigate, useSearch } from "@tanstack/react-router";
import { firstRun, me, signIn } from "../api/account";
import { queryClient } from "../api/client";
import { useAct } from "../api/use-act";
import { Doorway } from "../parts/doorway";
import { errorOf, Form, FormError, text } from "../parts/form";
import { paths } from "../paths";
import { Button } from "../ui/button";
import { Field, Input } from "../ui/field";

const FIELDS = ["email", "password"];

export function SignInPage() {
  const navigate = useNavigate();
  const { to } = useSearch({ from: "/sign-in" });
  const state = useQuery(firstRun()).data;
  const act = useAct(
    (data: FormData) => signIn({ email: text(data, "email"), password: String(data.get("password")) }),
    async (answer) => {
      queryClient.clear();
      queryClient.setQueryData(me().queryKey, answer);
      await navigate({ to: to ?? paths.home() });
    },
  );
  if (state?.is_needed) return <Navigate to={paths.firstRun()} />;
  return (
    <Doorway
      title="Sign in"
      foot={
        state?.sign_up === "open" && (
          <>
            No account yet?{" "}
            <Link to={paths.signUp()} className="text-accent underline underline-offset-2">
              Sign up
            </Link>
          </>
        )
      }
    >
      <Form onSubmit={act.run} className="flex flex-col gap-4">
        <Field label="E-mail" error={errorOf(act.error, "email", FIELDS)}>
          {(field) => <Input {...field} name="email" type="email" autoComplete="username" required autoFocus />}
        </Field>
        <Field label="Password" error={errorOf(act.error, "password", FIELDS)}>
          {(field) => <Input {...field} name="password" type="password" autoComplete="current-password" required />}
        </Field>
        <FormError error={act.error} names={FIELDS} onClear={act.clear} />
        <Button type="submit" look="primary" size="large" isBusy={act.isBusy}>
          Sign in
        </Button>
      </Form>
    </Doorway>
  );
}
