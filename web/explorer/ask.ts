/** One question of the list: who asks, with which key, and what. */
export interface Question {
  readonly title: string;
  readonly viewer: string;
  readonly key: string;
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

interface Questions {
  readonly questions: readonly Question[];
  /** What the editor opens with when there is no sample world. */
  readonly start: string;
}

interface Asked {
  readonly key: string;
  readonly query: string;
  readonly variables: string;
}

/** The questions of the sample world, with their keys; an empty list where it is not loaded. */
export const readQuestions = async (): Promise<Questions> => {
  const response = await fetch('/developers/explorer/questions');
  return (await response.json()) as Questions;
};

/** Asks, and answers the text to show and one line about it. */
export const ask = async (asked: Asked): Promise<{ text: string; summary: string }> => {
  let variables: unknown;
  try {
    variables = asked.variables.trim() === '' ? {} : JSON.parse(asked.variables);
  } catch (error) {
    return { text: '', summary: `The variables are not JSON: ${String(error)}` };
  }
  const started = performance.now();
  try {
    const response = await fetch('/graphql', {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/graphql-response+json, application/json',
        ...(asked.key === '' ? {} : { authorization: `Bearer ${asked.key}` }),
      },
      body: JSON.stringify({ query: asked.query, variables }),
    });
    const body = await response.text();
    const took = Math.round(performance.now() - started);
    return {
      text: pretty(body),
      summary: `${response.status} in ${took} ms, ${body.length} bytes`,
    };
  } catch {
    return { text: '', summary: 'No connection to the server. Is it running?' };
  }
};

const pretty = (body: string): string => {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
};

const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** The same question for a shell. */
export const curlOf = (origin: string, asked: Asked): string => {
  let variables: unknown = {};
  try {
    variables = JSON.parse(asked.variables === '' ? '{}' : asked.variables);
  } catch {
    // Shown as an error when it is run; the command then goes without.
  }
  const body = JSON.stringify({ query: asked.query.replace(/\s+/g, ' ').trim(), variables });
  return `curl -s ${origin}/graphql -H ${quote('content-type: application/json')} -H ${quote(`authorization: Bearer ${asked.key}`)} -d ${quote(body)}`;
};
