package org.sekisho.model.document;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads one YAML document of plain data: mappings, lists and scalars; tags, anchors and aliases are
 * refused, so that a small file cannot become a large or a live object.
 *
 * <p>Reading is total: any text gives either a {@link Fields} over the root mapping or a {@link
 * DocumentException} that names each problem. Typical use:
 *
 * <pre>{@code
 * Fields root = Document.read(path);
 * var config = new MyConfig(root.text("id"), root.integer("port", 8883, 0, 65535));
 * root.finish(); // reports unknown keys and throws when anything was wrong
 * }</pre>
 */
public final class Document {
  /** Largest document that is read, in bytes. */
  public static final int MAX_BYTES = 16 * 1024 * 1024;

  /** Deepest nesting of mappings and lists. */
  public static final int MAX_DEPTH = 32;

  private final String file;
  private final Iterator<Event> events;

  private Document(String file, Iterator<Event> events) {
    this.file = file;
    this.events = events;
  }

  /** Reads the file; a missing or unreadable one is a {@link DocumentException}, too. */
  public static Fields read(Path path) {
    String name = path.toString();
    try {
      String text =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes(path))).toString();
      return read(name, text);
    } catch (NoSuchFileException e) {
      throw refused(name, 0, 0, "no such file");
    } catch (CharacterCodingException e) {
      throw refused(name, 0, 0, "not UTF-8 text");
    } catch (IOException e) {
      throw refused(name, 0, 0, "cannot be read: " + e);
    }
  }

  /** The size is what was read, not what the file system says: a device has no size. */
  private static byte[] bytes(Path path) throws IOException {
    if (Files.size(path) <= MAX_BYTES) {
      try (InputStream in = Files.newInputStream(path)) {
        byte[] bytes = in.readNBytes(MAX_BYTES + 1);
        if (bytes.length <= MAX_BYTES) {
          return bytes;
        }
      }
    }
    throw refused(
        path.toString(), 0, 0, "larger than " + MAX_BYTES + " bytes, the limit of a document");
  }

  /** Reads a text; {@code file} is the name that errors carry. */
  public static Fields read(String file, String text) {
    Node root;
    try {
      var settings = LoadSettings.builder().setLabel(file).setCodePointLimit(MAX_BYTES).build();
      var document = new Document(file, new Parse(settings).parseString(text).iterator());
      root = document.root();
    } catch (MarkedYamlEngineException e) {
      Optional<Mark> mark = e.getProblemMark();
      throw refused(
          file,
          mark.map(m -> m.getLine() + 1).orElse(0),
          mark.map(m -> m.getColumn() + 1).orElse(0),
          "not valid YAML: " + e.getProblem());
    } catch (YamlEngineException e) {
      throw refused(file, 0, 0, "not valid YAML: " + firstLine(e));
    }
    if (root instanceof Node.Mapping mapping) {
      return new Fields(file, mapping);
    }
    throw refused(file, root.line(), root.column(), "expected a mapping (key: value) at the top");
  }

  /** A document that was read already, to be read once more or after a change. */
  public static Fields of(String file, Node.Mapping root) {
    return new Fields(file, root);
  }

  private Node root() {
    Node root = null;
    int documents = 0;
    while (events.hasNext()) {
      Event event = events.next();
      switch (event.getEventId()) {
        case DocumentStart -> {
          if (++documents > 1) {
            throw refused(event, "a second YAML document (---) in one file");
          }
        }
        case StreamStart, StreamEnd, DocumentEnd, Comment -> {}
        default -> root = node(event, 0);
      }
    }
    return root == null ? new Node.Mapping(Map.of(), 1, 1) : root;
  }

  private Node node(Event event, int depth) {
    if (depth > MAX_DEPTH) {
      throw refused(event, "nested deeper than " + MAX_DEPTH + " levels");
    }
    if (event instanceof NodeEvent node && node.getAnchor().isPresent()) {
      throw refused(event, "anchors (&) and aliases (*) are not accepted: write the value out");
    }
    return switch (event.getEventId()) {
      case Scalar -> scalar((ScalarEvent) event);
      case SequenceStart -> sequence((CollectionStartEvent) event, depth);
      case MappingStart -> mapping((CollectionStartEvent) event, depth);
      default -> throw refused(event, "unexpected " + event.getEventId());
    };
  }

  private Node.Scalar scalar(ScalarEvent event) {
    if (event.getTag().isPresent() && !event.getTag().get().equals("!")) {
      throw refused(event, "tags (!) are not accepted");
    }
    return new Node.Scalar(
        event.getValue(), event.getScalarStyle() != ScalarStyle.PLAIN, line(event), column(event));
  }

  private Node.Sequence sequence(CollectionStartEvent start, int depth) {
    refuseTag(start);
    List<Node> items = new ArrayList<>();
    for (Event event = next(); event.getEventId() != Event.ID.SequenceEnd; event = next()) {
      items.add(node(event, depth + 1));
    }
    return new Node.Sequence(items, line(start), column(start));
  }

  private Node.Mapping mapping(CollectionStartEvent start, int depth) {
    refuseTag(start);
    Map<String, Node.Entry> entries = new LinkedHashMap<>();
    for (Event event = next(); event.getEventId() != Event.ID.MappingEnd; event = next()) {
      if (!(event instanceof ScalarEvent key)) {
        throw refused(event, "a key must be a single word");
      }
      Node value = node(next(), depth + 1);
      var entry = new Node.Entry(value, line(key), column(key));
      if (entries.putIfAbsent(key.getValue(), entry) != null) {
        throw refused(event, "key '" + key.getValue() + "' stands twice in this mapping");
      }
    }
    return new Node.Mapping(entries, line(start), column(start));
  }

  private void refuseTag(CollectionStartEvent start) {
    if (start.getTag().isPresent()) {
      throw refused(start, "tags (!) are not accepted");
    }
  }

  private Event next() {
    Event event = events.next();
    return event.getEventId() == Event.ID.Comment ? next() : event;
  }

  private DocumentException refused(Event event, String message) {
    return refused(file, line(event), column(event), message);
  }

  private static DocumentException refused(String file, int line, int column, String message) {
    return new DocumentException(List.of(new Problem(file, line, column, message)));
  }

  private static int line(Event event) {
    return event.getStartMark().map(m -> m.getLine() + 1).orElse(0);
  }

  private static int column(Event event) {
    return event.getStartMark().map(m -> m.getColumn() + 1).orElse(0);
  }

  private static String firstLine(Throwable e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse(e.getClass().getSimpleName());
  }
}
