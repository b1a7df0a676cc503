using System.Reflection;
using System.Runtime.Loader;
using System.Text.RegularExpressions;
using EksGrader.Checks.Checks;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using Microsoft.Extensions.Logging;

namespace EksGrader.Checks.Grading;

/// <summary>
/// The checks that ship and those of plug-ins: a plug-in is an assembly <c>NAME.dll</c> or <c>NAME/NAME.dll</c> in the plug-ins' folder
/// with public <see cref="ICheck"/>s that have a constructor without parameters. A broken one is reported and left out as a whole.
/// </summary>
public static partial class PluginCatalogue
{
    /// <summary>Where plug-ins lie when nothing is said: beside the program, where only whoever runs it can put anything.</summary>
    public static string DefaultFolder => Path.Combine(AppContext.BaseDirectory, "plugins");

    /// <summary>Joins checks with those of the plug-ins in a folder.</summary>
    /// <param name="shipped">The checks that are there already.</param>
    /// <param name="folder">The folder; where there is none, there are no plug-ins.</param>
    /// <param name="logger">Told what each plug-in brought, or why it was left out.</param>
    public static Catalogue Extend(Catalogue shipped, string folder, ILogger logger)
    {
        var catalogue = shipped;
        foreach (var path in AssembliesIn(folder, logger))
        {
            var name = Path.GetFileNameWithoutExtension(path);
            try
            {
                var checks = ChecksOf(path);
                catalogue = catalogue.With(checks);
                Log.Loaded(logger, name, string.Join(", ", checks.Select(c => c.Info.Id)));
            }
            catch (Exception e)
            {
                // Whatever a stranger's assembly throws while it is loaded is its own trouble; the checks that ship go on.
                Log.Broken(logger, e, name);
            }
        }

        return catalogue;
    }

    private static IReadOnlyList<string> AssembliesIn(string folder, ILogger logger)
    {
        try
        {
            return Directory.Exists(folder)
                ?
                [
                    .. Directory.EnumerateFiles(folder, "*.dll").Order(StringComparer.Ordinal),
                    .. Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal).Select(d => Path.Combine(d, Path.GetFileName(d) + ".dll")).Where(File.Exists),
                ]
                : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Log.Unreadable(logger, e, folder);
            return [];
        }
    }

    private static IReadOnlyList<ICheck> ChecksOf(string path)
    {
        var assembly = new PluginLoadContext(Path.GetFullPath(path)).LoadPlugin();
        return [.. assembly.GetExportedTypes()
            .Where(t => t is { IsClass: true, IsAbstract: false, ContainsGenericParameters: false } && typeof(ICheck).IsAssignableFrom(t))
            .OrderBy(t => t.FullName, StringComparer.Ordinal)
            .Select(Make)];
    }

    private static ICheck Make(Type type)
    {
        if (type.GetConstructor(BindingFlags.Public | BindingFlags.Instance, Type.EmptyTypes) is not { } constructor)
            throw new InvalidOperationException($"{type.FullName} has no public constructor without parameters.");
        var check = (ICheck)constructor.Invoke([]);
        // A plug-in may be compiled without heed of nulls.
        if (check.Info is not { Title: not null, Asks: not null, Id.Value: { } id } info || !IdForm().IsMatch(id))
            throw new InvalidOperationException($"{type.FullName} has no title, does not tell what it asks, or its id is not lower-case words joined by hyphens.");
        return new PluginCheck(check, info);
    }

    [GeneratedRegex("^[a-z][a-z0-9]*(-[a-z0-9]+)*$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 100)]
    private static partial Regex IdForm();

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Plug-in {Plugin} brings the checks: {Checks}")]
        public static partial void Loaded(ILogger logger, string plugin, string checks);

        [LoggerMessage(2, LogLevel.Error, "Plug-in {Plugin} is broken and left out")]
        public static partial void Broken(ILogger logger, Exception exception, string plugin);

        [LoggerMessage(3, LogLevel.Error, "The plug-ins' folder {Folder} cannot be read; there are no plug-ins")]
        public static partial void Unreadable(ILogger logger, Exception exception, string folder);
    }
}

/// <summary>A check of a plug-in. What it says of itself is asked once: nothing outside its judging runs a stranger's code later.</summary>
/// <param name="check">The check.</param>
/// <param name="info">What it said of itself.</param>
internal sealed class PluginCheck(ICheck check, CheckInfo info) : ICheck
{
    public CheckInfo Info => info;

    public ValueTask<Verdict> JudgeAsync(Cluster cluster, CheckParameters parameters, CancellationToken cancellationToken) =>
        check.JudgeAsync(cluster, parameters, cancellationToken);
}

/// <summary>One plug-in's assemblies, apart from those of the program and of other plug-ins (.NET documentation, "Create a .NET application with plugins").</summary>
/// <param name="path">The plug-in's assembly.</param>
internal sealed class PluginLoadContext(string path) : AssemblyLoadContext(Path.GetFileNameWithoutExtension(path))
{
    private readonly AssemblyDependencyResolver resolver = new(path);

    public Assembly LoadPlugin() => LoadFromAssemblyPath(path);

    // The contract, and what it is made of, is the program's: another copy of ICheck would be another type.
    protected override Assembly? Load(AssemblyName assemblyName) =>
        !IsContract(assemblyName) && resolver.ResolveAssemblyToPath(assemblyName) is { } found ? LoadFromAssemblyPath(found) : null;

    private static bool IsContract(AssemblyName name)
    {
        var contract = typeof(ICheck).Assembly;
        return Is(contract.GetName()) || contract.GetReferencedAssemblies().Any(Is);

        bool Is(AssemblyName other) => string.Equals(name.Name, other.Name, StringComparison.OrdinalIgnoreCase);
    }
}
