using System.Globalization;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using EksGrader.Simulator;
using EksGrader.Tests.Support.Api;
using Microsoft.Extensions.DependencyInjection;

namespace EksGrader.Tests.Browser.Fixtures;

/// <summary>Fills the school's course over HTTP: people, an assignment, and a class that submitted and is graded.</summary>
internal static class SchoolYear
{
    private static string Rules => $$"""
        assignment: eks-assessment
        title: { en: EKS assessment, ko: EKS 평가 }
        description:
          en: |
            Build a small web service on your own EKS cluster, then give us read access to it.

            1. A cluster in **your** account, with exactly two worker nodes
            2. A Deployment with two replicas behind a load balancer

            ## When you are done

            Delete the cluster the same day: `eksctl delete cluster`. [How to create one](https://docs.aws.amazon.com/eks/latest/userguide/create-cluster.html)
          ko: |
            **내 EKS 클러스터**에 작은 웹 서비스를 만들고 읽기 권한을 제출하세요.

            1. **본인** 계정의 클러스터, 워커 노드 정확히 2개
            2. 레플리카가 2개인 Deployment와 로드 밸런서

            ## 끝나면

            그날 클러스터를 삭제하세요: `eksctl delete cluster`. [클러스터 만드는 방법](https://docs.aws.amazon.com/ko_kr/eks/latest/userguide/create-cluster.html)
        settleFor: 0s
        access: [awsRole, awsKeys, kubeconfig, course]
        due: {{Local(3)}}
        closesAt: {{Local(27)}}
        timeZone: Asia/Seoul
        checks:
          - { check: nodes, points: 20, count: 2 }
          - { check: replicas, points: 20, count: 2 }
          - { check: load-balancer, points: 20 }
          - { check: container-insights, points: 20 }
          - { check: cluster-deletion, points: 20 }
        """;

    public static async Task BeginAsync(School school, Service service)
    {
        var admin = service.Admin();
        await MakeAdminAsync(service);
        (await admin.PostAsync("/api/courses", $$"""{"slug":"{{School.Course}}","title":"클라우드 컴퓨팅 실습"}""")).Is(201);
        (await admin.PutAsync($"/api/courses/{School.Course}/instructors", $$"""
            {"instructors":[{"email":"{{People.Instructor}}"},{"email":"{{People.Assistant}}","role":"assistant"}]}
            """)).Is(200);
        var roster = school.Class.Concat(school.Own).Select(c => $"{c.Student.Id},{c.Student.Name},{c.Student.Email}");
        (await admin.PutAsync($"/api/courses/{School.Course}/roster", "studentId,name,email\n" + string.Join('\n', roster), "text/csv")).Is(200);
        (await admin.PutAsync($"/api/courses/{School.Course}/assignments/{School.Assignment}", Rules, "application/yaml")).Is(201);
        await Task.WhenAll(school.Class.Select(async c => school.Submissions[c.Student.Id] = await SubmitAsync(service, c)));
    }

    private static async Task<string> SubmitAsync(Service service, PracticeCluster cluster)
    {
        var assignment = $"/api/courses/{School.Course}/assignments/{School.Assignment}";
        var student = service.Client(await Classroom.TokenAsync(service, cluster.Student.Email));
        cluster.TrustExternalId((await student.GetAsync($"{assignment}/access")).Is(200).Json.GetProperty("externalId").GetString() ?? "");
        var submission = (await student.PostAsync($"{assignment}/submissions", cluster.SubmissionJson())).Is(202).Id;
        await student.GradedAsync(submission);
        return submission;
    }

    private static string Local(int hours) =>
        TimeProvider.System.GetUtcNow().AddHours(9 + hours).ToString("yyyy-MM-dd'T'HH:00", CultureInfo.InvariantCulture);

    private static async Task MakeAdminAsync(Service service)
    {
        await using var scope = service.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<EksGraderDb>();
        await db.WriteAsync(
            token =>
            {
                var admin = new User(Id.New<UserId>(TimeProvider.System), People.Admin, "관리자", TimeProvider.System.GetUtcNow());
                admin.BecomeAdmin(true);
                db.Users.Add(admin);
                return Task.CompletedTask;
            },
            TestContext.Current.CancellationToken);
    }
}
