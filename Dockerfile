# The HTTP service. Build it where the repository is: docker build -t stipend .
FROM eclipse-temurin:25-jdk AS build
WORKDIR /src
COPY . .
RUN ./mvnw --quiet --batch-mode -Dmaven.test.skip=true -Pquick -pl cli-demo -am package

FROM eclipse-temurin:25-jre
RUN useradd --system --no-create-home stipend
COPY --from=build /src/cli-demo/target/stipend.jar /opt/stipend/stipend.jar
COPY --from=build /src/cli-demo/target/lib /opt/stipend/lib
# It starts in half the time from an archive of its classes.
RUN java -XX:ArchiveClassesAtExit=/opt/stipend/serve.jsa -jar /opt/stipend/stipend.jar serve --rehearse
USER stipend
EXPOSE 7070
# A container is asked to end by SIGTERM; the service then ends in order.
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=75", "-XX:SharedArchiveFile=/opt/stipend/serve.jsa", "-jar", "/opt/stipend/stipend.jar"]
CMD ["serve", "--config", "/etc/stipend/stipend.yaml"]
