using System.Reflection;
using System.Runtime.Loader;
using EksGrader.Checks.Checks;

namespace EksGrader.Checks.Grading;

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
