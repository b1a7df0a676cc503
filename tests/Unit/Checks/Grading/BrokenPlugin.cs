using System.Reflection;
using System.Reflection.Emit;
using EksGrader.Checks.Checks;

namespace EksGrader.Tests.Unit.Checks.Grading;

/// <summary>Writes assemblies whose one check is broken.</summary>
internal static class BrokenPlugin
{
    /// <summary>Its constructor throws.</summary>
    public static void WriteThrowing(string path) => Write(path, constructor =>
    {
        constructor.Emit(OpCodes.Newobj, typeof(InvalidOperationException).GetConstructor([]) ?? throw new MissingMethodException());
        constructor.Emit(OpCodes.Throw);
    });

    /// <summary>Its <see cref="ICheck.Info"/> is null.</summary>
    public static void WriteWithoutInfo(string path) => Write(path, constructor =>
    {
        constructor.Emit(OpCodes.Ldarg_0);
        constructor.Emit(OpCodes.Call, typeof(object).GetConstructor([]) ?? throw new MissingMethodException());
        constructor.Emit(OpCodes.Ret);
    });

    private static void Write(string path, Action<ILGenerator> constructor)
    {
        var assembly = new PersistedAssemblyBuilder(new AssemblyName(Path.GetFileNameWithoutExtension(path)), typeof(object).Assembly);
        var type = assembly.DefineDynamicModule("module").DefineType("BrokenCheck", TypeAttributes.Public | TypeAttributes.Class, typeof(object), [typeof(ICheck)]);
        constructor(type.DefineConstructor(MethodAttributes.Public, CallingConventions.Standard, []).GetILGenerator());
        foreach (var method in typeof(ICheck).GetMethods())
        {
            var body = type.DefineMethod(method.Name, MethodAttributes.Public | MethodAttributes.Virtual, method.ReturnType, [.. method.GetParameters().Select(p => p.ParameterType)]).GetILGenerator();
            body.Emit(OpCodes.Ldnull);
            body.Emit(method.ReturnType.IsValueType ? OpCodes.Throw : OpCodes.Ret);
        }

        type.CreateType();
        assembly.Save(path);
    }
}
