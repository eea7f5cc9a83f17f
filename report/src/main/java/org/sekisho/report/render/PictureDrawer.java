package org.sekisho.report.render;

import com.openhtmltopdf.extend.FSObjectDrawer;
import com.openhtmltopdf.extend.FSObjectDrawerFactory;
import com.openhtmltopdf.extend.OutputDevice;
import com.openhtmltopdf.render.RenderingContext;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Path2D;
import java.awt.geom.RoundRectangle2D;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sekisho.report.document.Ink;
import org.sekisho.report.document.Picture;
import org.sekisho.report.document.Shape;
import org.w3c.dom.Element;

/** Paints the areas and lines of pictures into a PDF; their text is text of the page. */
final class PictureDrawer implements FSObjectDrawerFactory, FSObjectDrawer {
  /** The type of objects that it paints; their data is the number of the picture. */
  static final String TYPE = "picture";

  private final List<Picture> pictures;

  PictureDrawer(List<Picture> pictures) {
    this.pictures = pictures;
  }

  @Override
  public FSObjectDrawer createDrawer(Element element) {
    return this;
  }

  @Override
  public boolean isReplacedObject(Element element) {
    return TYPE.equals(element.getAttribute("type"));
  }

  @Override
  public @Nullable Map<java.awt.Shape, String> drawObject(
      Element element,
      double x,
      double y,
      double width,
      double height,
      OutputDevice device,
      RenderingContext context,
      int dotsPerPixel) {
    Picture picture = pictures.get(Integer.parseInt(element.getAttribute("data")));
    double scale = width / dotsPerPixel / picture.width();
    device.drawWithGraphics(
        (float) x,
        (float) y,
        (float) (width / dotsPerPixel),
        (float) (height / dotsPerPixel),
        graphics -> {
          graphics.scale(scale, scale);
          for (Shape shape : picture.shapes()) {
            paint(graphics, shape);
          }
        });
    return null;
  }

  private static void paint(Graphics2D graphics, Shape shape) {
    switch (shape) {
      case Shape.Box box -> {
        RoundRectangle2D outline =
            new RoundRectangle2D.Double(
                box.x(), box.y(), box.width(), box.height(), box.radius() * 2, box.radius() * 2);
        fill(graphics, outline, box.fill());
        line(graphics, outline, box.line(), box.thickness(), box.dash());
      }
      case Shape.Polyline line ->
          line(graphics, path(line.points()), line.line(), line.thickness(), line.dash());
      case Shape.Polygon polygon -> {
        Path2D path = path(polygon.points());
        path.closePath();
        fill(graphics, path, polygon.fill());
      }
      case Shape.Label _ -> {}
    }
  }

  private static Path2D path(List<Shape.At> points) {
    Path2D path = new Path2D.Double();
    for (int i = 0; i < points.size(); i++) {
      Shape.At at = points.get(i);
      if (i == 0) {
        path.moveTo(at.x(), at.y());
      } else {
        path.lineTo(at.x(), at.y());
      }
    }
    return path;
  }

  private static void fill(Graphics2D graphics, java.awt.Shape outline, Ink ink) {
    if (ink != Ink.NONE) {
      graphics.setPaint(Color.decode(ink.light()));
      graphics.fill(outline);
    }
  }

  private static void line(
      Graphics2D graphics, java.awt.Shape outline, Ink ink, double thickness, Shape.Dash dash) {
    if (ink == Ink.NONE || thickness <= 0) {
      return;
    }
    float width = (float) thickness;
    float[] dashes =
        switch (dash) {
          case SOLID -> null;
          case DASHED -> new float[] {width * 4, width * 3};
          case DOTTED -> new float[] {width, width * 2};
        };
    graphics.setPaint(Color.decode(ink.light()));
    graphics.setStroke(
        new BasicStroke(width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, dashes, 0));
    graphics.draw(outline);
  }
}
