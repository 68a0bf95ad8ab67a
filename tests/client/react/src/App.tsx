import { useEffect, useState, useSyncExternalStore } from "react";
import * as auth from "./auth/auth.js";
import { explain } from "./auth/explain.js";
import { getSecondFactors } from "./auth/second-factors.js";
import type { Challenge } from "./auth/state.js";

auth.configure({ api: "/api/" });

function useSignedIn(): boolean {
  return useSyncExternalStore(auth.onLogin, auth.isSignedIn, () => false);
}

export function App() {
  useEffect(() => auth.shareLogin(), []);
  return useSignedIn() ? <Account /> : <SignIn />;
}

function SignIn() {
  const [challenge, setChallenge] = useState<Challenge | null>(null);
  const [problem, setProblem] = useState("");

  async function take(step: string, action: () => Promise<void>) {
    setProblem("");
    try {
      await action();
    } catch (error) {
      if (!(error instanceof auth.ApiError)) {
        throw error;
      }
      const { text, next } = explain(step, error);
      setProblem(text);
      if (next === "start over") {
        setChallenge(null);
      }
    }
  }

  function send(form: FormData) {
    const read = (name: string) => String(form.get(name));
    return challenge === null
      ? take("signIn", async () => {
          setChallenge(await auth.signIn(read("username"), read("password")));
        })
      : take(`confirm:${challenge.method}`, async () => {
          await auth.confirm(read("code"));
        });
  }

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void send(new FormData(event.currentTarget));
      }}
    >
      <h1>{challenge === null ? "Sign in" : "Enter the code"}</h1>
      <p role="alert">{problem}</p>
      {challenge === null ? (
        <>
          <label>User name <input name="username" autoComplete="username" /></label>
          <label>
            Password <input name="password" type="password" autoComplete="current-password" />
          </label>
        </>
      ) : (
        <label>Code <input key="code" name="code" autoComplete="one-time-code" /></label>
      )}
      <button>Continue</button>
    </form>
  );
}

function Account() {
  const [factors, setFactors] = useState<string[] | null>(null);
  useEffect(() => {
    getSecondFactors().then(
      ({ methods }) => setFactors(methods.map(({ name }) => name)),
      () => setFactors(null),
    );
  }, []);
  return (
    <>
      <h1>Hello, {auth.getUsername()}</h1>
      <p>{factors && `Second factors: ${factors.length}`}</p>
      <button onClick={() => void auth.endSession()}>Sign out</button>
    </>
  );
}
