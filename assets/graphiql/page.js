// The page around GraphiQL: the example queries in its tabs, one fetcher for both transports,
// and the access token on both of them.
(function () {
  "use strict";

  var endpoint = new URL("/graphql", window.location.href);
  var socketUrl = new URL(endpoint);
  socketUrl.protocol = endpoint.protocol === "https:" ? "wss:" : "ws:";

  var headersHelp = JSON.stringify({ Authorization: "Bearer <filled in after SignIn>" }, null, 2);

  // The token of the last sign-in or refresh on this page; gone when the page is left.
  var accessToken = null;

  // The line under the answers: who is asking, and how that is changed.
  function Footer() {
    return React.createElement("div", { id: "session", role: "status" }, sessionText());
  }

  function sessionText() {
    return accessToken
      ? "Signed in: every tab sends the token of the last SignIn, as long as its headers hold the placeholder."
      : "Not signed in. Run SignUp and SignIn in the first tab; every tab then sends the token in its headers.";
  }

  function rememberToken(result) {
    var data = (result && result.data) || {};
    Object.keys(data).forEach(function (field) {
      if (data[field] && data[field].accessToken) accessToken = data[field].accessToken;
    });
    var footer = document.getElementById("session");
    if (footer) footer.textContent = sessionText();
    return result;
  }

  // The placeholder of the headers tab is no token: the one that is known stands in for it, or
  // nothing, which asks as nobody.
  function withToken(headers) {
    var kept = {};
    Object.keys(headers || {}).forEach(function (name) {
      if (!/<.*>/.test(String(headers[name]))) kept[name] = headers[name];
      else if (accessToken && name.toLowerCase() === "authorization") kept[name] = "Bearer " + accessToken;
    });
    return kept;
  }

  function authorizationOf(headers) {
    var name = Object.keys(headers).find(function (key) { return key.toLowerCase() === "authorization"; });
    return name ? headers[name] : undefined;
  }

  // One socket for each token: the server reads it once, when the connection opens.
  var sockets = new Map();
  function socketFor(authorization) {
    if (!sockets.has(authorization)) {
      sockets.set(authorization, graphqlWs.createClient({
        url: socketUrl.href,
        connectionParams: authorization ? { authorization: authorization } : {},
      }));
    }
    return sockets.get(authorization);
  }

  function overHttp(params, headers) {
    return fetch(endpoint, {
      method: "POST",
      headers: Object.assign({ "content-type": "application/json" }, headers),
      body: JSON.stringify(params),
    }).then(function (response) { return response.json(); }).then(rememberToken);
  }

  function overSocket(params, headers) {
    return {
      subscribe: function (sink) {
        return { unsubscribe: socketFor(authorizationOf(headers)).subscribe(params, {
          next: sink.next.bind(sink),
          complete: sink.complete.bind(sink),
          error: function (cause) {
            sink.error(cause instanceof CloseEvent ? new Error("The socket closed: " + cause.code + " " + cause.reason) : cause);
          },
        }) };
      },
    };
  }

  function isSubscription(params, options) {
    var document = options && options.documentAST;
    if (!document) return false;
    return document.definitions.some(function (definition) {
      return definition.kind === "OperationDefinition"
        && definition.operation === "subscription"
        && (!params.operationName || !definition.name || definition.name.value === params.operationName);
    });
  }

  function fetcher(params, options) {
    var headers = withToken(options && options.headers);
    return isSubscription(params, options) ? overSocket(params, headers) : overHttp(params, headers);
  }

  var tabs = window.JOBWISE_EXAMPLES.map(function (example) {
    // The variables a file's operations share stand in its head as one line of JSON; here they
    // have an editor of their own.
    var variables = /^#\n# Variables: (.*)\n/m.exec(example.query);
    return {
      query: variables ? example.query.replace(variables[0], "") : example.query,
      variables: variables ? JSON.stringify(JSON.parse(variables[1]), null, 2) : "",
      headers: headersHelp,
    };
  });

  // GraphiQL shows the variables of the first tab only when they are given apart. What it has
  // kept of an earlier visit comes first.
  var isFirstVisit = !window.localStorage.getItem("graphiql:tabState");

  ReactDOM.createRoot(document.getElementById("graphiql")).render(
    React.createElement(GraphiQL, {
      fetcher: fetcher,
      defaultTabs: tabs,
      variables: isFirstVisit ? tabs[0].variables : undefined,
      defaultHeaders: headersHelp,
      defaultEditorToolsVisibility: "variables",
      isHeadersEditorEnabled: true,
      shouldPersistHeaders: false,
    },
    React.createElement(GraphiQL.Logo, null, "JobWise"),
    React.createElement(GraphiQL.Footer, null, React.createElement(Footer)))
  );
})();
