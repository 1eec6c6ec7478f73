package io.stipend.testkit.internal.selection;

import io.stipend.testkit.CreditStoreContract;
import io.stipend.testkit.EventPublisherContract;
import io.stipend.testkit.InspectionContract;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.platform.commons.annotation.Testable;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

/** All contracts, their parts and their tests, by the path that leads to them. */
final class ContractCatalogue {

    /** The path to the tests of each class: of the contracts, of their nested parts, and of what those extend. */
    private final Map<Class<?>, List<String>> pathByClass = new LinkedHashMap<>();

    private final List<List<String>> testPaths = new ArrayList<>();

    ContractCatalogue() {
        for (Class<?> contract :
                List.of(CreditStoreContract.class, InspectionContract.class, EventPublisherContract.class)) {
            add(contract, List.of(contract.getSimpleName()));
        }
    }

    private void add(Class<?> type, List<String> path) {
        pathByClass.put(type, path);
        for (Method test : ReflectionSupport.findMethods(
                type,
                method -> AnnotationSupport.isAnnotated(method, Testable.class),
                HierarchyTraversalMode.TOP_DOWN)) {
            testPaths.add(append(path, test.getName()));
        }
        for (Class<?> owner = type; owner != null; owner = owner.getSuperclass()) {
            for (Class<?> part : owner.getDeclaredClasses()) {
                if (part.isAnnotationPresent(Nested.class)) {
                    List<String> partPath = append(path, part.getSimpleName());
                    add(part, partPath);
                    // Whoever extends a part directly runs it under the same name.
                    pathByClass.put(part.getSuperclass(), partPath);
                }
            }
        }
    }

    static List<String> append(List<String> path, String name) {
        List<String> longer = new ArrayList<>(path);
        longer.add(name);
        return List.copyOf(longer);
    }

    /** The path of every test, from the contract down to the method. */
    List<List<String>> testPaths() {
        return List.copyOf(testPaths);
    }

    /** The path to the tests of a class, or nothing if it belongs to no contract. */
    Optional<List<String>> pathTo(Class<?> testClass) {
        for (Class<?> type = testClass; type != null; type = type.getSuperclass()) {
            List<String> path = pathByClass.get(type);
            if (path != null) {
                return Optional.of(path);
            }
        }
        return Optional.empty();
    }
}
