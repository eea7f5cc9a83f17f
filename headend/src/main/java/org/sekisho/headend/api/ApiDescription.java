package org.sekisho.headend.api;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * The OpenAPI 3.1 file as the program understands it. Reading refuses whatever it does not
 * understand, so that nothing stands in the file that is not done. Immutable.
 */
public final class ApiDescription {
  private static final Set<String> METHODS = Set.of("get", "post", "put", "delete", "patch");

  private static final JsonMapper JSON = new JsonMapper();

  private final byte[] text;
  private final JsonNode root;
  private final List<Operation> operations = new ArrayList<>();
  private final SchemaRegistry schemas =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

  /** Reads the description that is shipped with the program. */
  public static ApiDescription shipped() {
    try (InputStream in =
        Objects.requireNonNull(ApiDescription.class.getResourceAsStream("/openapi.yaml"))) {
      return new ApiDescription(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads a description; what is not understood is IllegalStateException. */
  ApiDescription(byte[] text) {
    this.text = text.clone();
    this.root = new YAMLMapper().readTree(text);
    if (!root.path("openapi").asString("").startsWith("3.1.")) {
      throw new IllegalStateException("openapi.yaml: not OpenAPI 3.1");
    }
    Set<String> ids = new LinkedHashSet<>();
    for (Map.Entry<String, JsonNode> path : root.path("paths").properties()) {
      for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
        if (!METHODS.contains(method.getKey())) {
          throw new IllegalStateException(
              "openapi.yaml: " + method.getKey() + " is not understood");
        }
        Operation operation = operation(path.getKey(), method.getKey(), method.getValue());
        if (!ids.add(operation.id())) {
          throw new IllegalStateException("openapi.yaml: " + operation.id() + " stands twice");
        }
        operations.add(operation);
      }
    }
  }

  /** The file as it is. */
  byte[] text() {
    return text.clone();
  }

  /** All operations. */
  List<Operation> operations() {
    return List.copyOf(operations);
  }

  /** Ids of all operations. */
  Set<String> ids() {
    Set<String> ids = new LinkedHashSet<>();
    operations.forEach(o -> ids.add(o.id()));
    return ids;
  }

  /** The schema with this name under components. */
  Schema schema(String name) {
    return compile(root.path("components").path("schemas").path(name));
  }

  private Operation operation(String path, String method, JsonNode node) {
    String id = node.path("operationId").asString("");
    List<String> segments = List.of(path.split("/", -1));
    List<Operation.Parameter> parameters = new ArrayList<>();
    for (JsonNode parameter : node.path("parameters")) {
      parameters.add(parameter(id, resolve(parameter)));
    }
    for (String segment : segments) {
      if (Operation.isParameter(segment)
          && parameters.stream()
              .noneMatch(
                  p -> p.place() == Operation.Place.PATH && segment.equals("{" + p.name() + "}"))) {
        throw new IllegalStateException("openapi.yaml: " + id + " does not describe " + segment);
      }
    }
    JsonNode body = node.path("requestBody");
    Optional<Schema> bodySchema =
        body.isMissingNode()
            ? Optional.empty()
            : Optional.of(compile(body.path("content").path("application/json").path("schema")));
    return new Operation(
        id,
        method.toUpperCase(Locale.ROOT),
        segments,
        scopes(id, node.path("security")),
        List.copyOf(parameters),
        bodySchema,
        node.path("x-stream").asBoolean(false));
  }

  /** Every operation must say which scopes it needs: none is open by an omission. */
  private static Set<String> scopes(String id, JsonNode security) {
    if (security.size() != 1 || !security.get(0).path("token").isArray()) {
      throw new IllegalStateException("openapi.yaml: " + id + " must have one security, token");
    }
    Set<String> scopes = new LinkedHashSet<>();
    security.get(0).path("token").forEach(s -> scopes.add(s.asString("")));
    return Set.copyOf(scopes);
  }

  private Operation.Parameter parameter(String operation, JsonNode node) {
    String name = node.path("name").asString("");
    JsonNode schema = resolve(node.path("schema"));
    return new Operation.Parameter(
        name,
        switch (node.path("in").asString("")) {
          case "path" -> Operation.Place.PATH;
          case "query" -> Operation.Place.QUERY;
          case "header" -> Operation.Place.HEADER;
          default -> throw new IllegalStateException("openapi.yaml: " + operation + ": " + name);
        },
        node.path("required").asBoolean(false),
        switch (schema.path("type").asString("")) {
          case "string" -> Operation.Type.STRING;
          case "integer" -> Operation.Type.INTEGER;
          default -> throw new IllegalStateException("openapi.yaml: " + operation + ": " + name);
        },
        compile(schema));
  }

  private JsonNode resolve(JsonNode node) {
    String ref = node.path("$ref").asString("");
    if (ref.isEmpty()) {
      return node;
    }
    JsonNode target = ref.startsWith("#/") ? root.at(ref.substring(1)) : node.path("missing");
    if (target.isMissingNode()) {
      throw new IllegalStateException("openapi.yaml: " + ref + " leads nowhere");
    }
    return resolve(target);
  }

  /** A schema; one that refers to components carries them with it as {@code $defs}. */
  private Schema compile(JsonNode schema) {
    if (!schema.isObject()) {
      throw new IllegalStateException("openapi.yaml: a schema is missing");
    }
    if (!schema.toString().contains("\"$ref\"")) {
      return schemas.getSchema(schema);
    }
    ObjectNode whole = ((ObjectNode) schema).deepCopy();
    whole.set("$defs", root.path("components").path("schemas"));
    return schemas.getSchema(
        JSON.readTree(whole.toString().replace("#/components/schemas/", "#/$defs/")));
  }
}
