@echo off
rem Starts the stipend command; builds it first if it was never built. Needs a JDK, 17 or later.
rem After an update of the sources: delete cli-demo\target\stipend.jar, and it is built anew.
setlocal
set "root=%~dp0"
set "jar=%root%cli-demo\target\stipend.jar"
set "java=java"
if defined JAVA_HOME set "java=%JAVA_HOME%\bin\java"
if exist "%jar%" goto run
echo stipend: building it first; the first time, that takes a few minutes 1>&2
pushd "%root%"
call mvnw.cmd --quiet --batch-mode -Dmaven.test.skip=true -Pquick -pl cli-demo -am package 1>&2
set "built=%errorlevel%"
popd
if not "%built%"=="0" (
    echo stipend: the build failed, see above; it needs a JDK 17 or later 1>&2
    exit /b 1
)
:run
"%java%" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xshare:auto -jar "%jar%" %*
exit /b %errorlevel%
