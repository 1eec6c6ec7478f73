package io.stipend.server.internal.dashboard;

import io.stipend.server.internal.http.Answer;
import io.stipend.server.internal.http.Call;
import io.stipend.server.internal.http.ClassPathFiles;
import io.stipend.server.internal.http.Route;
import io.stipend.server.internal.json.Problem;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The page and its parts: files that anybody may have, for they tell nothing. All else the page asks of the service as anybody does. */
public final class PageRoutes {

    private static final String FOLDER = "io/stipend/server/dashboard/";

    /** A name without folders, so that it leads nowhere else. */
    private static final Pattern NAME = Pattern.compile("[a-z][a-z-]{0,40}\\.(js|css|svg)");

    /** The parts that draw charts, by their names, with where uPlot has them. */
    private static final Map<String, String> UPLOT =
            Map.of("uplot.js", "dist/uPlot.esm.js", "uplot.css", "dist/uPlot.min.css");

    /** Nothing inline, nothing from elsewhere, and in no frame. */
    private static final String POLICY =
            "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'";

    /** All of them. */
    public List<Route> routes() {
        return List.of(Route.get("/", null, call -> page()), Route.get("/dashboard/{part}", null, PageRoutes::part));
    }

    private static Answer page() {
        return safe(ClassPathFiles.required(FOLDER + "index.html", "text/html; charset=utf-8"))
                .with("Referrer-Policy", "no-referrer")
                .with("Cross-Origin-Opener-Policy", "same-origin");
    }

    private static Answer part(Call call) {
        String name = call.allow().place("part", text -> text);
        if (!NAME.matcher(name).matches()) {
            throw noSuchPart();
        }
        String type = type(name);
        String ofUplot = UPLOT.get(name);
        if (ofUplot != null) {
            return safe(ClassPathFiles.ofWebJar("org.webjars.npm", "uplot", ofUplot, type))
                    .with("Cache-Control", "max-age=3600");
        }
        return safe(ClassPathFiles.find(FOLDER + name, type).orElseThrow(PageRoutes::noSuchPart));
    }

    private static String type(String name) {
        return switch (name.substring(name.lastIndexOf('.') + 1)) {
            case "js" -> "text/javascript; charset=utf-8";
            case "css" -> "text/css; charset=utf-8";
            default -> "image/svg+xml";
        };
    }

    private static RuntimeException noSuchPart() {
        return Problem.of(404, "NO_SUCH_PLACE", "the dashboard has no such part")
                .remedy("open /")
                .exception();
    }

    private static Answer safe(Answer answer) {
        return answer.with("Content-Security-Policy", POLICY).with("Cache-Control", "no-cache");
    }
}
