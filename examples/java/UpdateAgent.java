import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.UUID;

public class UpdateAgent {
  static final String AGENT = "d8f2a229-2f5c-42ba-ac65-402f2c25fee2";

  /** The client under test. After a 429 it retries, with at most three attempts. */
  static int updateAgent(String baseUrl, String apiKey, String agent, String changes) throws Exception {
    int status = 429;
    for (int attempt = 0; attempt < 3 && status == 429; attempt += 1) {
      var request = HttpRequest.newBuilder(URI.create(baseUrl + "/functions/v1/crm-api/update-agent/" + agent))
          .header("x-api-key", apiKey).header("Content-Type", "application/json")
          .method("PUT", BodyPublishers.ofString(changes));
      status = send(request).statusCode();
    }
    return status;
  }

  static void changesWhatItSaysAndNothingElse(Sandbox sandbox) throws Exception {
    check(updateAgent(sandbox.url(), sandbox.apiKey(), AGENT, "{\"temperature\": 0.25}") == 200, "it is accepted");
    sandbox.verify("""
        {"request": {"method": "PUT", "headers": {"x-api-key": {"equalTo": "%s"}}},
         "effect": {"collection": "centerfy", "id": "%s", "changed": {"/temperature": 0.25}, "only": true},
         "exactly": 1}""".formatted(sandbox.apiKey(), AGENT));
  }

  static void triesAgainAfter429(Sandbox sandbox) throws Exception {
    sandbox.admin("POST", "/mappings", """
        {"request": {"method": "PUT"}, "understudy": {"error": 429, "times": 1}}""", 201);
    check(updateAgent(sandbox.url(), sandbox.apiKey(), AGENT, "{\"temperature\": 0.25}") == 200, "it is accepted");
    sandbox.verify("{\"request\": {\"method\": \"PUT\"}, \"exactly\": 2}");
    sandbox.verify("{\"effect\": {\"changed\": {\"/temperature\": 0.25}}, \"exactly\": 1}");
  }

  /** A sandbox for one test. The client selects it with its API key only. */
  record Sandbox(String url, String name) {
    String apiKey() { return "cfy_your_api_key~" + name; }

    void admin(String method, String path, String document, int expected) throws Exception {
      var answer = send(HttpRequest.newBuilder(URI.create(url + "/sandbox/" + name + "/__admin" + path))
          .method(method, BodyPublishers.ofString(document)));
      check(answer.statusCode() == expected, answer.body());
    }

    void verify(String question) throws Exception { admin("POST", "/verify", question, 200); }
  }

  interface Test { void run(Sandbox sandbox) throws Exception; }

  static void run(String url, String name, Test test) throws Exception {
    var sandbox = new Sandbox(url, "java-" + UUID.randomUUID());
    test.run(sandbox);
    sandbox.admin("DELETE", "/sandboxes/" + sandbox.name(), "", 200);
    System.out.println(name);
  }

  /** With the server in UNDERSTUDY_URL, or else with one that is started here. */
  public static void main(String[] arguments) throws Exception {
    var url = System.getenv("UNDERSTUDY_URL");
    Process server = null;
    try {
      if (url == null) {
        server = new ProcessBuilder("understudy", "--port", "0", "--log-level", "warning")
            .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        var ready = server.inputReader().readLine();  // ready url=http://127.0.0.1:34567 endpoints=6 …
        url = ready.split(" ")[1].substring("url=".length());
      }
      run(url, "an update changes what it says and nothing else", UpdateAgent::changesWhatItSaysAndNothingElse);
      run(url, "it tries again after a 429", UpdateAgent::triesAgainAfter429);
    } finally {
      if (server != null) server.destroy();
    }
  }

  static final HttpClient CLIENT = HttpClient.newHttpClient();

  static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return CLIENT.send(request.timeout(Duration.ofSeconds(10)).build(), BodyHandlers.ofString());
  }

  static void check(boolean isSo, String message) {
    if (!isSo) throw new AssertionError(message);
  }
}
